// Tells that the library has changed since the answers on the page were given.

const EVERY_MS = 20_000;
const line = element.querySelector('.moved');
let answered = null;

async function look() {
  if (document.hidden) return;
  const library = await server.get_library().catch(() => null);
  if (!library?.generation) return;
  answered ??= library.generation;
  line.hidden = library.generation === answered || !quotedesk.addresses().length;
}

function settle() {
  answered = null;
  line.hidden = true;
  look();
}

line.querySelector('button').addEventListener('click', () => {
  settle();
  quotedesk.askExactly(quotedesk.addresses(), true);
});
document.addEventListener('quotedesk:answered', settle);
document.addEventListener('quotedesk:afresh', settle);
document.addEventListener('visibilitychange', look);
setInterval(look, EVERY_MS);
