// The overview of the library: the switch of its views, the filter, the lists of groups, and names to ask about.
// Gradio provides `element` and `server`; the server replaces the overview after each change of the filter.

const { make, makeFacts, reportNoServer } = quotedeskDom;
const library = document.querySelector('#library');
const survey = document.querySelector('#overview');

function fill(field, text) {
  const box = document.querySelector(`${field} textarea, ${field} input`);
  box.value = text;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

function update() {
  setTimeout(() => document.querySelector('#survey').click());
}

function choose(view) {
  library.classList.toggle('as-overview', view === 'overview');
  for (const button of library.querySelectorAll('.library-view')) {
    button.setAttribute('aria-pressed', String(button.dataset.view === view));
  }
  // The articles may have changed since the last time; the server keeps what it found.
  if (view === 'overview') update();
}

function filter(form) {
  const wanted = new URLSearchParams();
  for (const name of ['source', 'since', 'until']) {
    if (form.elements[name].value) wanted.set(name, form.elements[name].value);
  }
  fill('#overview-filter', wanted.size ? `?${wanted}` : '');
  update();
}

function makeMember({ href, title, facts }) {
  const item = make('li', 'member');
  const link = make('a', 'headline');
  link.href = href;
  link.append(make('bdi', '', title));
  item.append(link, ' ', makeFacts(facts));
  return item;
}

async function list(details) {
  const { group, generation } = details.dataset;
  const members = details.querySelector('.members-list');
  const more = details.querySelector('.more-members');
  const said = details.querySelector('.members-said');
  if (details.dataset.isListing) return;
  details.dataset.isListing = 'true';
  const wanted = { filter: survey.querySelector('.groups').dataset.filter, generation, number: Number(group), offset: members.children.length };
  const found = await server.get_group(wanted).catch(reportNoServer);
  delete details.dataset.isListing;
  said.textContent = found.error ?? '';
  if (found.error) return;
  members.append(...found.articles.map(makeMember));
  more.hidden = !found.left;
  more.textContent = `Show more (${found.left.toLocaleString('en')} left)`;
}

function askAbout(link) {
  document.querySelector('#tabs [role="tab"]').click();
  quotedesk.askExactly([link.getAttribute('href')]);
}

library.addEventListener('click', event => {
  const view = event.target.closest('.library-view');
  if (view) choose(view.dataset.view);
  const more = event.target.closest('.more-members');
  if (more) list(more.closest('details'));
  const name = event.target.closest('.name-chip');
  if (name && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    askAbout(name);
  }
});
survey.addEventListener('toggle', event => {
  const { target } = event;
  if (target.matches?.('.members') && target.open && !target.querySelector('.member')) list(target);
}, true);
survey.addEventListener('change', event => {
  const form = event.target.closest('.overview-filter');
  if (form) filter(form);
});
survey.addEventListener('submit', event => event.preventDefault());
survey.addEventListener('click', event => {
  if (!event.target.closest('.overview-all')) return;
  fill('#overview-filter', '');
  update();
});
