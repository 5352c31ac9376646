/* Hides features of the CPU from a process and its children, so that they take the paths of an older CPU.

   gcc -shared -fPIC -O2 -o mask.so mask.c -ldl
   CPU_WITHOUT=vnni LD_PRELOAD=./mask.so COMMAND    Skylake-SP: AVX-512, no VNNI, no AMX
   CPU_WITHOUT=avx512 LD_PRELOAD=./mask.so COMMAND  Haswell, Zen 2 and 3: AVX2 and FMA
   CPU_WITHOUT=avx2 LD_PRELOAD=./mask.so COMMAND    Sandy Bridge: AVX, no FMA

   The CPUID instruction is made to fault (Linux on an x86-64 CPU with the flag `cpuid_fault` in /proc/cpuinfo), and
   the handler of the fault returns the real answer with some bits cleared. Libraries that choose their kernels by
   CPUID (onnxruntime, OpenBLAS, numpy, FAISS) are affected alike. Not affected: the C library, which has asked before
   (`GLIBC_TUNABLES=glibc.cpu.hwcaps=...` tells it), /proc/cpuinfo, and programs that use an instruction unasked.
   A process that cannot be masked ends with code 125. */

#define _GNU_SOURCE
#include <cpuid.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
#define BIT(n) (1u << (n))
#define FAILED 125

enum { WITHOUT_VNNI = 1, WITHOUT_AVX512, WITHOUT_AVX2 };

static int level;
static struct sigaction others;

static void mask(unsigned leaf, unsigned subleaf, unsigned *a, unsigned *b, unsigned *c, unsigned *d)
{
    if (leaf == 7 && subleaf == 0) {
        *c &= ~BIT(11);                       /* AVX512_VNNI */
        *d &= ~(BIT(22) | BIT(24) | BIT(25)); /* AMX */
        if (level >= WITHOUT_AVX512) {
            *b &= ~(BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31));
            *c &= ~(BIT(1) | BIT(6) | BIT(12) | BIT(14));
            *d &= ~(BIT(2) | BIT(3) | BIT(8) | BIT(23));
        }
        if (level >= WITHOUT_AVX2)
            *b &= ~BIT(5);
    } else if (leaf == 7 && subleaf == 1) {
        *a &= ~(BIT(4) | BIT(5) | BIT(21) | BIT(23)); /* AVX-VNNI, AVX512_BF16, AMX-FP16, AVX-IFMA */
        *d &= ~(BIT(4) | BIT(5) | BIT(8) | BIT(10) | BIT(19));
    } else if (leaf == 1 && level >= WITHOUT_AVX2) {
        *c &= ~(BIT(12) | BIT(29)); /* FMA, F16C */
    } else if (leaf == 0x1e || leaf == 0x24) { /* AMX, AVX10 */
        *a = *b = *c = *d = 0;
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *code = (const unsigned char *)registers[REG_RIP];
    /* A general protection fault, which that of CPUID is, has no address. */
    if (info->si_code == SI_KERNEL && code[0] == 0x0f && code[1] == 0xa2) {
        unsigned leaf = registers[REG_RAX], subleaf = registers[REG_RCX], a, b, c, d;
        syscall(SYS_arch_prctl, ARCH_SET_CPUID, 1);
        __cpuid_count(leaf, subleaf, a, b, c, d);
        syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0);
        mask(leaf, subleaf, &a, &b, &c, &d);
        registers[REG_RAX] = a, registers[REG_RBX] = b, registers[REG_RCX] = c, registers[REG_RDX] = d;
        registers[REG_RIP] += 2;
    } else if (others.sa_flags & SA_SIGINFO) {
        others.sa_sigaction(number, info, context);
    } else if (others.sa_handler != SIG_DFL && others.sa_handler != SIG_IGN) {
        others.sa_handler(number);
    } else {
        struct sigaction plain = {.sa_handler = SIG_DFL};
        ((int (*)(int, const struct sigaction *, struct sigaction *))dlsym(RTLD_NEXT, "sigaction"))(number, &plain, 0);
    }
}

/* Others may want SIGSEGV too, as Python's faulthandler does: they get what is not ours. */
int sigaction(int number, const struct sigaction *new, struct sigaction *old)
{
    int (*real)(int, const struct sigaction *, struct sigaction *) = dlsym(RTLD_NEXT, "sigaction");
    if (number != SIGSEGV || !level)
        return real(number, new, old);
    struct sigaction before = others;
    if (new)
        others = *new;
    if (old)
        *old = before;
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *without = getenv("CPU_WITHOUT");
    const char *names[] = {"", "vnni", "avx512", "avx2"};
    int wanted = 0;
    for (int i = 1; without && i < 4; i++)
        if (!strcmp(without, names[i]))
            wanted = i;
    if (!without || !*without)
        return;
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    if (!wanted || sigaction(SIGSEGV, &action, 0) || syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0)) {
        fprintf(stderr, "mask: CPU_WITHOUT=%s cannot be done here\n", without);
        _exit(FAILED);
    }
    level = wanted;
}
