// Feedback on whether an answer was right; saved beside the index, never sent anywhere else.

const dialog = element.querySelector('.judge-dialog');
const reasons = dialog.querySelector('.judge-reasons');
let judged = null;

function addReason(verdict, words, number = 0) {
  const label = document.createElement('label');
  const choice = document.createElement('input');
  choice.type = 'radio';
  choice.name = 'verdict';
  choice.value = `${verdict} ${number}`;
  choice.checked = reasons.querySelectorAll('input').length === 0;
  label.append(choice, words);
  reasons.append(label);
}

function ask(answer) {
  judged = answer;
  for (const label of reasons.querySelectorAll('label')) label.remove();
  const quoted = answer.matches('.answered, .nearest');
  const cites = quoted ? [...answer.querySelectorAll('.card .cite')] : [];
  const numbers = cites.map(cite => Number(cite.textContent.slice(1, -1)));
  // The answer was not sure of the closest sentence.
  if (answer.matches('.nearest')) addReason('another', 'Nothing: this sentence answers the question', 1);
  for (const number of numbers) {
    if (number > 1) addReason('another', `Quotation [${number}] answers it`, number);
  }
  if (quoted) addReason('unanswerable', 'The articles do not answer it');
  addReason('elsewhere', 'The articles answer it in another sentence');
  if (!answer.matches('.nearest')) addReason('right', quoted ? 'Nothing: [1] answers the question' : 'Nothing: the articles do not say');
  dialog.querySelector('.judge-words').value = '';
  dialog.showModal();
}

async function keep(answer, verdict, number = 0, note = '') {
  const asked = answer.querySelector('.answer-link').getAttribute('href');
  const kept = await server.keep_judgement({ asked, verdict, number, note }).catch(() => null);
  const place = answer.querySelector('.judging');
  place.setAttribute('role', 'status');
  place.textContent = kept?.kept ? 'Saved, thank you.' : kept?.error ?? 'Your feedback could not be saved.';
}

document.addEventListener('click', event => {
  const control = event.target.closest('.judge-wrong');
  if (control) ask(control.closest('.answer'));
});
dialog.querySelector('.judge-cancel').addEventListener('click', () => dialog.close());
dialog.querySelector('.judge-form').addEventListener('submit', () => {
  const [verdict, number] = reasons.querySelector('input:checked').value.split(' ');
  keep(judged, verdict, Number(number), dialog.querySelector('.judge-words').value);
});
