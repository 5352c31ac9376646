// The first screen: adding articles, the samples, and files dropped anywhere on the page.

const KEPT = 'quotedesk-samples-kept';
const UPLOAD = '#upload input[type="file"]';
const CHOOSE = '.dropzone .choose-files';
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
  if (!question) return;
  question.hidden = isKept();
  // The question has the same button.
  const remove = document.querySelector('.collection [value="remove"]');
  if (remove) remove.hidden = !question.hidden;
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
    const choose = document.querySelector(CHOOSE);
    if (choose && document.querySelector(UPLOAD)) return choose;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return null;
}

// The browser forgets what was dropped when its event ends.
async function drop(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...transfer.files];
  if (await findUpload()) document.dispatchEvent(new CustomEvent('quotedesk:add', { detail: { files, entries } }));
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
  const control = event.target.closest('#welcome :is(.add-articles, .collection-action, .keep-them), #chat .add-first');
  if (!control) return;
  if (control.matches('.add-articles, .add-first')) (await findUpload())?.click();
  else if (control.matches('.keep-them')) keepSamples();
  else act(control.value);
});
document.addEventListener('dragover', event => {
  if (!hasFiles(event) || event.target.closest('#library')) return;
  event.preventDefault();
  mark(true);
});
document.addEventListener('dragleave', event => {
  if (!event.relatedTarget) mark(false);
});
document.addEventListener('drop', event => {
  mark(false);
  if (!hasFiles(event) || event.target.closest('#library')) return;
  event.preventDefault();
  drop(event.dataTransfer);
});
// The articles may have changed while another tab was open.
const renew = () => document.querySelector('#renew')?.click();
document.addEventListener('quotedesk:library', renew);
// A list that is not shown is read again when its tab is opened.
for (const kind of ['quotedesk:samples', 'quotedesk:library']) {
  document.addEventListener(kind, () => {
    quotedesk.isListOld = !document.querySelector('#articles')?.offsetParent;
  });
}
document.addEventListener('click', event => {
  const tab = event.target.closest('#tabs [role="tab"]');
  if (tab && tab === document.querySelector('#tabs [role="tab"]') && document.querySelector('.welcome')) renew();
});
new MutationObserver(askAboutSamples).observe(element, { childList: true, subtree: true });
askAboutSamples();
