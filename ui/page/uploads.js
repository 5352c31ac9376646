// The line that files are dropped on: passes them to Gradio's upload, which is hidden, and shows the progress.
// Gradio provides `element` and `server`. Other scripts send files as the event "quotedesk:add".

const MB = 1024 * 1024;
// The limits of the server: see MAX_UPLOAD, MAX_FILES and Limits.upload.
const MAX_FILE = 20 * MB;
const MAX_TOTAL = 200_000_000;
const MAX_FILES = 1000;
const EVERY_MS = 700;
const MAX_SENDING_POLLS = 12;
const zone = element.querySelector('.dropzone');
const find = name => zone.querySelector('.' + name);
let busy = false;
let said = '';

const { count } = quotedeskDom;
const report = () => document.querySelector('#summary :is(.added, .notice)');
const gradioInput = () => document.querySelector('#upload input[type=file]');

function show(words, share = 0, left = '') {
  find('drop-progress').hidden = !words;
  zone.classList.toggle('busy', Boolean(words));
  if (find('drop-status').textContent !== words) find('drop-status').textContent = words;
  const bar = find('drop-progress').querySelector('progress');
  if (share) bar.value = share;
  else bar.removeAttribute('value');
  find('drop-left').textContent = left;
}

function explain(words) {
  // In the place of the report of the server.
  said = words;
  const line = document.createElement('p');
  line.className = 'added-note';
  line.setAttribute('role', 'status');
  line.textContent = words;
  document.querySelector('#summary .added-note')?.remove();
  document.querySelector('#summary').prepend(line);
}

function nameApart(files) {
  // Files of the same name in different folders are different articles.
  const names = new Map();
  for (const { file } of files) names.set(file.name, (names.get(file.name) ?? 0) + 1);
  return files.map(({ file, path }) =>
    names.get(file.name) > 1 && path ? new File([file], path.replaceAll('/', ' - '), { type: file.type }) : file);
}

function add(found) {
  const visible = found.filter(({ file }) => !file.name.startsWith('.'));
  const fitting = visible.filter(({ file }) => file.size <= MAX_FILE);
  const large = visible.length - fitting.length;
  const total = fitting.reduce((sum, { file }) => sum + file.size, 0);
  const input = gradioInput();
  if (busy || !input) return explain('Wait until the other files are added.');
  if (!visible.length) return explain('No files were found.');
  if (!fitting.length) return explain(`${count(large, 'file')} larger than 20 MB cannot be added here.`);
  if (fitting.length > MAX_FILES || total > MAX_TOTAL) {
    return explain(`${count(fitting.length, 'file')} of ${Math.ceil(total / MB).toLocaleString('en')} MB are too many ` +
      'for the page, which takes 1,000 files of 200 MB at once. Use quotedesk index FOLDER.');
  }
  const transfer = new DataTransfer();
  for (const file of nameApart(fitting)) transfer.items.add(file);
  said = large ? `${count(large, 'file')} larger than 20 MB ${large === 1 ? 'was' : 'were'} left out.` : '';
  document.querySelector('#summary .added-note')?.remove();
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  watch(`Sending ${count(fitting.length, 'file')}`);
}

function finish() {
  busy = false;
  show('');
  if (said) explain(said);
}

async function watch(words) {
  busy = true;
  const before = report();
  let waited = 0;
  let begun = !words;
  if (words) show(words);
  while (busy) {
    await new Promise(resolve => setTimeout(resolve, EVERY_MS));
    if (!busy) return;
    const adding = await server.get_adding({}).catch(() => ({}));
    if (!busy) return;
    if (adding.words) {
      show(adding.words, adding.share, adding.left);
      begun = true;
    } else if (report() !== before || (gradioInput() && ++waited > (begun ? 2 : MAX_SENDING_POLLS))) {
      finish();
    }
  }
}

async function readFolder(entry, path, found) {
  const reader = entry.createReader();
  let entries;
  do {
    // A browser returns the entries of a folder in parts.
    entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    for (const inner of entries) await readEntry(inner, path, found);
  } while (entries.length && found.length <= MAX_FILES);
}

async function readEntry(entry, folder, found) {
  const path = folder + entry.name;
  if (entry.name.startsWith('.')) return;
  if (entry.isDirectory) await readFolder(entry, `${path}/`, found);
  else found.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
}

async function addDropped({ files, entries }) {
  const plain = [...files].map(file => ({ file, path: '' }));
  if (!entries.some(entry => entry.isDirectory)) return add(plain);
  const found = [];
  for (const entry of entries) await readEntry(entry, '', found);
  add(found);
}

function readTransfer(transfer) {
  return { files: [...transfer.files], entries: [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean) };
}

function choose(name) {
  const input = find(name);
  input.value = '';
  input.click();
}

const holdsFiles = event => event.dataTransfer?.types.includes('Files');
for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  document.addEventListener(kind, event => {
    if (!holdsFiles(event) || !event.target.closest('#library')) return;
    event.preventDefault();
    event.stopPropagation();
    zone.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
    if (kind === 'drop') addDropped(readTransfer(event.dataTransfer));
  });
}
find('choose-files').addEventListener('click', () => choose('file-choice'));
find('choose-folder').addEventListener('click', () => choose('folder-choice'));
find('folder-part').hidden = !('webkitdirectory' in find('folder-choice'));
for (const name of ['file-choice', 'folder-choice']) {
  find(name).addEventListener('change', event => {
    add([...event.target.files].map(file => ({ file, path: file.webkitRelativePath })));
  });
}
document.addEventListener('quotedesk:add', event => addDropped({ entries: [], ...event.detail }));
document.addEventListener('change', event => {
  // Files that reach Gradio's upload on another way.
  if (event.target === gradioInput() && !busy) watch(`Sending ${count(event.target.files.length, 'file')}`);
}, true);
document.addEventListener('click', event => {
  if (!find('formats').contains(event.target)) find('formats').open = false;
});
zone.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || !find('formats').open) return;
  event.stopPropagation();
  find('formats').open = false;
  find('formats').querySelector('summary').focus();
});
// After a reload the work may still go on.
server.get_adding({}).then(adding => { if (adding.words && !busy) watch(''); }).catch(() => {});
