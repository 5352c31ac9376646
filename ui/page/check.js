// The marks in a checked draft: each leads to its finding and back.

const tab = document.querySelector('#check');

function goTo(id) {
  const target = document.getElementById(id);
  const from = document.querySelector('#checks .pointed');
  from?.classList.remove('pointed');
  if (!target) return;
  target.classList.add('pointed');
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
}

tab.addEventListener('click', event => {
  const link = event.target.closest('.draft-mark, a.to-mark');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    goTo(link.getAttribute('href').slice(1));
  }
  if (event.target.closest('.edit-draft')) {
    tab.querySelector('.checks').classList.add('editing');
    tab.querySelector('#draft textarea').focus();
  }
});
document.addEventListener('quotedesk:checked', () => {
  requestAnimationFrame(() => requestAnimationFrame(() => tab.querySelector('.findings .count')?.focus()));
});
