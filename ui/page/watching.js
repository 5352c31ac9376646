// "Watch this question" below an answer: the question is asked of every new article from now on.

document.addEventListener('click', async event => {
  const button = event.target.closest('.watch-question');
  if (!button) return;
  button.disabled = true;
  const asked = button.closest('.answer').querySelector('.answer-link').getAttribute('href');
  const kept = await server.watch_question({ asked }).catch(() => null);
  const place = button.closest('.watching');
  place.setAttribute('role', 'status');
  place.textContent = kept?.watched ? '' : kept?.error ?? 'The question could not be added.';
  if (kept?.watched) place.append('Watched; see ', makeLink(), '.');
});

function makeLink() {
  const link = document.createElement('button');
  link.type = 'button';
  link.className = 'see-watched';
  link.textContent = 'Kept';
  link.addEventListener('click', () => {
    [...document.querySelectorAll('#tabs [role="tab"]')].find(tab => tab.textContent.trim() === 'Kept')?.click();
  });
  return link;
}
