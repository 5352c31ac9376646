// Exports a citation in another format, the conversation as a document, and all of its references.

const NAMES = {
  markdown: ['quotedesk.md', 'text/markdown'],
  html: ['quotedesk.html', 'text/html'],
  bibtex: ['quotedesk.bib', 'application/x-bibtex'],
  ris: ['quotedesk.ris', 'application/x-research-info-systems'],
  csl: ['quotedesk.json', 'application/json'],
};

function save(text, [name, type]) {
  quotedeskDom.save(text, name, `${type};charset=utf-8`);
  return `Saved as ${name}.`;
}

function print(html) {
  document.querySelector('#print-frame')?.remove();
  const frame = document.createElement('iframe');
  frame.id = 'print-frame';
  frame.title = 'The conversation, to be printed';
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.addEventListener('load', () => frame.contentWindow.print());
  frame.srcdoc = html;
  document.body.append(frame);
}

async function exportAs(form, dialog) {
  const said = dialog.querySelector('.sheet-said');
  said.textContent = 'One moment …';
  const wanted = { asked: quotedesk.addresses(), form: form === 'print' ? 'html' : form };
  showMade(dialog, '');
  const made = await server.export_conversation(wanted).catch(quotedeskDom.reportNoServer);
  said.textContent = made.error ?? '';
  if (made.error) return;
  // The dialog stays open for another format.
  if (form === 'print') print(made.text);
  else if (NAMES[form]) said.textContent = save(made.text, NAMES[form]);
  else said.textContent = await copyMade(dialog, made);
}

function showMade(dialog, text) {
  const shown = dialog.querySelector('.sheet-made');
  if (!shown) return;
  shown.hidden = !text;
  shown.textContent = text;
}

async function copyMade(dialog, { text, count }) {
  showMade(dialog, text.trim().replaceAll('\n', '\n\n'));
  const references = quotedeskDom.count(count, 'reference');
  return await quotedesk.copyText(text) ? `${references} copied.` : `${references}, to be copied from here.`;
}

for (const name of ['export', 'references']) {
  const dialog = element.querySelector(`.${name}-dialog`);
  element.querySelector(`.${name}-open`).addEventListener('click', () => {
    const empty = !quotedesk.addresses().length;
    showMade(dialog, '');
    dialog.querySelector('.sheet-said').textContent = empty ? 'Nothing has been asked yet.' : '';
    for (const choice of dialog.querySelectorAll('.choice')) choice.disabled = empty;
    dialog.showModal();
  });
  dialog.addEventListener('click', event => {
    if (event.target.matches('.choice')) exportAs(event.target.value, dialog);
  });
}

document.addEventListener('click', async event => {
  const control = event.target.closest('#chat .reference');
  if (!control) return;
  const spot = quotedeskDom.readSpot(control.closest('.card').querySelector('.cite').href);
  const form = /format-(\w+)/.exec(control.className)[1];
  const made = await server.get_reference({ ...spot, form }).catch(() => null);
  if (made?.text) quotedesk.copy(made.text, control);
  else quotedesk.report(control, 'Not possible');
});
