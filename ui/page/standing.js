// The standing questions: what a button shall do is written as JSON to a field that the server reads; it replaces the list
// after each change.

const list = document.querySelector('#standing');
// Returns the node that gets the focus once the list is replaced.
let findNext = null;

const inList = selector => () => list.querySelector(selector);

function inQuestion(id, selector) {
  return () => [...list.querySelectorAll('.standing-question')].find(node => node.dataset.id === id)?.querySelector(selector);
}

function act(action, next = inList('.standing-form input')) {
  findNext = next;
  const field = document.querySelector('#standing-action :is(textarea, input)');
  field.value = JSON.stringify(action);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => document.querySelector('#standing-do').click());
}

function markRead(found, question) {
  const ids = found.map(node => node.dataset.id);
  act({ do: 'read', ids }, inQuestion(question.dataset.id, ':is(.mark-all, .pause, .resume)'));
}

function change(name, button, next) {
  const { id } = button.closest('.standing-question').dataset;
  act({ do: name, id }, next ? inQuestion(id, next) : inList('.restore-question'));
}

const presses = {
  '.mark-read': button => markRead([button.closest('.found')], button.closest('.standing-question')),
  '.mark-all': button => {
    const question = button.closest('.standing-question');
    markRead([...question.querySelectorAll('.found:has(.mark-read)')], question);
  },
  '.pause': button => change('pause', button, '.resume'),
  '.resume': button => change('resume', button, '.pause'),
  '.remove-question': button => change('remove', button),
  '.restore-question': ({ dataset: { id } }) => act({ do: 'restore', id }, inQuestion(id, '.ask-standing')),
  '.ask-standing': link => {
    document.querySelector('#tabs [role="tab"]').click();
    quotedesk.askExactly([link.getAttribute('href')]);
  },
};

list.addEventListener('click', event => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const [selector, press] of Object.entries(presses)) {
    const node = event.target.closest(selector);
    if (node) {
      event.preventDefault();
      press(node);
      return;
    }
  }
});
list.addEventListener('submit', event => {
  event.preventDefault();
  const question = event.target.elements.question.value.trim();
  if (question) act({ do: 'add', question });
});
new MutationObserver(() => {
  const target = findNext?.();
  if (!target) return;
  findNext = null;
  target.focus();
}).observe(list, { childList: true, subtree: true });
