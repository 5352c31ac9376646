// The first screen: adding articles, the samples, and files dropped anywhere on the page.

const KEPT = 'quotedesk-samples-kept';
const UPLOAD = '#upload input[type="file"]';
const libraryTab = () => [...document.querySelectorAll('#tabs [role="tab"]')].find(tab => tab.textContent.trim().startsWith('Library'));
const hasFiles = event => event.dataTransfer?.types.includes('Files');

function isKept() {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return false;
  }
}

function askAboutSamples() {
  const question = document.querySelector('.keep-samples');
  if (question) question.hidden = isKept();
}

function keepSamples() {
  try {
    localStorage.setItem(KEPT, '1');
  } catch {
    // The page also works without storage.
  }
  askAboutSamples();
}

async function findUpload() {
  libraryTab()?.click();
  // Gradio builds a tab when it is first opened.
  for (let tries = 0; tries < 40; tries++) {
    const input = document.querySelector(UPLOAD);
    if (input) return input;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return null;
}

async function drop(files) {
  const input = await findUpload();
  if (!input) return;
  input.files = files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function act(action) {
  if (action === 'see') {
    libraryTab()?.click();
    return;
  }
  quotedesk.write('#samples-action', action);
  setTimeout(() => document.querySelector('#do-samples').click());
}

function mark(isOver) {
  document.body.classList.toggle('dropping', isOver && Boolean(libraryTab()));
}

document.addEventListener('click', async event => {
  const control = event.target.closest('#welcome :is(.add-articles, .collection-action, .keep-them)');
  if (!control) return;
  if (control.matches('.add-articles')) (await findUpload())?.click();
  else if (control.matches('.keep-them')) keepSamples();
  else act(control.value);
});
document.addEventListener('dragover', event => {
  if (!hasFiles(event) || event.target.closest('#upload')) return;
  event.preventDefault();
  mark(true);
});
document.addEventListener('dragleave', event => {
  if (!event.relatedTarget) mark(false);
});
document.addEventListener('drop', event => {
  mark(false);
  if (!hasFiles(event) || event.target.closest('#upload')) return;
  event.preventDefault();
  drop(event.dataTransfer.files);
});
// The articles may have changed while another tab was open.
const renew = () => document.querySelector('#renew')?.click();
document.addEventListener('quotedesk:library', renew);
document.addEventListener('click', event => {
  const tab = event.target.closest('#tabs [role="tab"]');
  if (tab && tab === document.querySelector('#tabs [role="tab"]') && document.querySelector('.welcome')) renew();
});
new MutationObserver(askAboutSamples).observe(element, { childList: true, subtree: true });
askAboutSamples();
