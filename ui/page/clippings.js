// The list of clippings: order, pages, tags, editing, removal and undo. What the server shall do is written as JSON to a
// field that it reads; it replaces the list after each change.

const list = document.querySelector('#clippings');
const find = selector => list.querySelector(selector);
let editing = null;
let opener = null;
// What gets the focus, and whether the server has changed the list.
let focusNext = null;

function write(selector, text) {
  const field = document.querySelector(`${selector} :is(textarea, input)`);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return field;
}

function act(action) {
  // An equal text would be no change.
  write('#clippings-action', JSON.stringify(action));
  setTimeout(() => document.querySelector('#clippings-do').click());
}

const idOf = node => node.closest('.clipping').dataset.id;
const order = () => find('.clippings-bar')?.dataset.order ?? 'newest';

function closeEditor() {
  const form = find('.clipping-editor');
  if (form) find('.clipping-form').append(form);
  editing = null;
  if (opener?.isConnected) opener.focus();
  opener = null;
}

function openEditor(button) {
  closeEditor();
  const form = find('.clipping-editor');
  form.elements.note.value = button.dataset.note;
  form.elements.tags.value = button.dataset.tags;
  button.closest('.clipping').append(form);
  editing = idOf(button);
  opener = button;
  form.elements.note.focus();
  form.scrollIntoView({ block: 'nearest' });
}

function save(form) {
  expectFocus(`.clipping[data-id="${editing}"] .edit-clipping`, () => !find('.clipping .clipping-editor'));
  act({ do: 'edit', id: editing, note: form.elements.note.value, tags: form.elements.tags.value });
}

const presses = {
  '.tag': button => write('#clippings-words', `tag: ${button.textContent.trim()}`).focus(),
  '.edit-clipping': openEditor,
  '.clipping-cancel': closeEditor,
  '.remove-clipping': button => {
    const before = find('.undo-removal')?.dataset.undo;
    const after = () => find('.undo-removal')?.dataset.undo;
    expectFocus('.undo-removal', () => after() && after() !== before);
    act({ do: 'remove', id: idOf(button) });
  },
  '.undo-removal': button => {
    expectFocus('.clipping :is(.headline, button)', () => !find('.undo-removal'));
    act({ do: 'undo', name: button.dataset.undo });
  },
  '[data-page]': button => {
    write('#clippings-view', `${order()} ${button.dataset.page}`);
    list.scrollIntoView({ block: 'start' });
  },
};

list.addEventListener('click', event => {
  for (const [selector, press] of Object.entries(presses)) {
    const node = event.target.closest(selector);
    if (node && !node.disabled) {
      press(node);
      return;
    }
  }
});
document.addEventListener('click', event => {
  const menu = find('.clippings-forms');
  if (menu && (!menu.contains(event.target) || event.target.closest('a'))) menu.open = false;
});
list.addEventListener('change', event => {
  if (event.target.matches('.clippings-order')) write('#clippings-view', `${event.target.value} 0`);
});
list.addEventListener('submit', event => {
  event.preventDefault();
  save(event.target);
});
list.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || !event.target.closest('.clipping-editor, .clippings-forms')) return;
  event.stopPropagation();
  if (event.target.closest('.clipping-editor')) closeEditor();
  else {
    find('.clippings-forms').open = false;
    find('.clippings-forms summary').focus();
  }
});

// Gradio changes the list in place, so that an element with the focus may be another one afterwards, or gone.

function expectFocus(selector, isChanged) {
  focusNext = { selector, isChanged };
}

new MutationObserver(() => {
  const target = focusNext?.isChanged() && find(focusNext.selector);
  if (!target) return;
  focusNext = null;
  requestAnimationFrame(() => target.focus());
}).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-undo'] });
