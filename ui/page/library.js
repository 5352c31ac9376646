// The library: the actions of buttons in the tables are written to a field that the server reads.
const write = (selector, text) => {
  const field = document.querySelector(`${selector} textarea, ${selector} input`);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return field;
};

document.addEventListener('click', event => {
  const button = event.target.closest('#library .action, #library .wanted');
  if (!button) return;
  if (button.matches('.wanted')) {
    write('#filter', button.textContent).focus();
  } else {
    write('#action', button.dataset.action);
    setTimeout(() => document.querySelector('#do').click());
  }
});
