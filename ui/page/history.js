// The page's entries in the browser's history: one for each question, each opened article, each opened tab and each view
// of mentions.
//
// The state of an entry has the whole conversation, as the addresses of its questions: a reload restores it, no address
// gets long, and no storage is needed. Where the history leads while an answer is in progress, the page follows when
// that is finished: Gradio ignores a click on "Ask" until then.
(() => {
  const MOST = 50;
  const MOST_SIZE = 200_000;
  const LONGEST_URL = 8_000;
  const TRAVERSAL_MS = 500;
  const RENDER_MS = 120;
  const own = window.quotedeskCollection;

  // Conversations by id: `asked` are the addresses of their questions, `first` is the number of the first of these.
  const known = new Map();
  // Where the transcript and the article are scrolled to, by the keys of entries.
  const places = new Map();
  const articleScrolls = new Map();
  const inProgress = new Map();
  const waiting = [];
  let entry = read(history.state) ?? { id: makeId(), key: makeId(), place: new URLSearchParams(location.search).get('q') ? 0 : -1 };
  let onPage = entry.id;
  let next = null;
  let traversing = 0;
  let keepsScroll = false;
  let isFollowing = false;

  function makeId() {
    return crypto.getRandomValues(new Uint32Array(2)).join('-');
  }

  function isAddress(address) {
    return typeof address === 'string' && address.startsWith('?q=');
  }

  function read(state) {
    const kept = state?.quotedesk;
    if (typeof kept?.id !== 'string' || typeof kept.key !== 'string' || !Number.isInteger(kept.place)) return null;
    const asked = Array.isArray(kept.asked) ? kept.asked.filter(isAddress).slice(-MOST) : [];
    if (!known.has(kept.id)) known.set(kept.id, { first: Number(kept.first) || 0, asked });
    return kept;
  }

  function conversation(id = onPage) {
    return known.get(id) ?? { first: 0, asked: [] };
  }

  function total(id = onPage) {
    const { first, asked } = conversation(id);
    return first + asked.length;
  }

  function write(method, url) {
    if (own.isLeft) return;
    const { first, asked } = entry.place < 0 ? { first: 0, asked: [] } : conversation(entry.id);
    try {
      history[method]({ ...history.state, quotedesk: { ...entry, first, asked } }, '', url);
    } catch {
      // Browsers refuse too many changes in a short time, and very large states.
    }
  }

  // `make` returns the new entry; it is called with the entry that is left.
  function push(make, url) {
    // While the browser goes back, a new entry would get lost.
    if (traversing) {
      waiting.push([make, url]);
      return;
    }
    entry.at = readPlace();
    write('replaceState');
    entry = { ...make(entry), at: null };
    write('pushState', url);
  }

  function replace(url) {
    if (!traversing) write('replaceState', url);
  }

  function go(steps) {
    clearTimeout(traversing);
    traversing = setTimeout(settle, TRAVERSAL_MS);
    history.go(steps);
  }

  function settle() {
    clearTimeout(traversing);
    traversing = 0;
    for (const one of waiting.splice(0)) push(...one);
  }

  function addressAt(place, id = onPage) {
    const { first, asked } = conversation(id);
    return asked[place - first] ?? '';
  }

  function urlOf(address, hash = '') {
    return location.pathname + (!address || address.length > LONGEST_URL ? own.search : address) + hash;
  }

  // The transcript.

  const questions = () => [...document.querySelectorAll('#chat .question')];
  const replies = () => [...document.querySelectorAll('#chat :is(.answer, .notice)')];

  function asTyped(question) {
    return question.textContent.slice(question.querySelector('.aside')?.textContent.length ?? 0);
  }

  function readTurns() {
    const answers = replies();
    return questions().map((question, number) =>
      answers[number]?.querySelector('.answer-link')?.getAttribute('href') ?? '?q=' + encodeURIComponent(asTyped(question)) + own.parameter);
  }

  function scrollerOf(node) {
    for (let outer = node?.parentElement; outer; outer = outer.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(outer).overflowY) && outer.scrollHeight > outer.clientHeight) return outer;
    }
    return document.scrollingElement;
  }

  const topOf = scroller => (scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top);

  // The topmost question in view and how far it is scrolled, which holds at any width.
  function readPlace() {
    const shown = questions();
    if (!shown.length || !shown[0].offsetParent) return places.get(entry.key) ?? entry.at ?? null;
    const scroller = scrollerOf(shown[0]);
    const offsets = shown.map(question => topOf(scroller) - question.getBoundingClientRect().top);
    const number = Math.max(0, offsets.findLastIndex(offset => offset >= -1));
    return { place: number + total() - shown.length, offset: offsets[number] };
  }

  function showPlace() {
    const shown = questions();
    const at = places.get(entry.key) ?? entry.at;
    const kept = Number.isFinite(at?.place) && Number.isFinite(at?.offset);
    const number = (kept ? at.place : entry.place) - total() + shown.length;
    const question = shown[Math.min(Math.max(0, number), shown.length - 1)];
    if (!question?.offsetParent) return;
    question.scrollIntoView({ block: 'start' });
    if (kept) scrollerOf(question).scrollTop += at.offset - topOf(scrollerOf(question)) + question.getBoundingClientRect().top;
  }

  // `added`: the number of questions that were asked; the transcript shows the newest of all.
  function learn(id, added) {
    const { first, asked } = conversation(id);
    const turns = readTurns();
    const firstShown = Math.max(0, Math.max(first + asked.length + added, turns.length) - turns.length);
    const all = [...asked.slice(0, Math.max(0, firstShown - first)), ...turns].slice(-MOST);
    while (all.length > 1 && all.join('').length > MOST_SIZE) all.shift();
    known.set(id, { first: firstShown + turns.length - all.length, asked: all });
  }

  // Events of the page: each reports that it starts and that it has finished.

  function start(kind, question = '', exact = '') {
    const wanted = next ?? { afresh: false };
    next = null;
    if (kind === 'asking' && !exact && !question.trim()) return;
    if (kind !== 'asking') {
      inProgress.set(kind, { id: entry.id });
    } else if (wanted.afresh) {
      const id = wanted.id ?? onPage;
      if (wanted.asked && !known.has(id)) known.set(id, { first: 0, asked: wanted.asked });
      inProgress.set(kind, { id, afresh: true });
      const made = { id, key: makeId(), place: total(id) - 1, tab: openTab() };
      if (id !== entry.id) push(() => made, urlOf(addressAt(made.place, id)));
    } else {
      const made = { id: onPage, key: makeId(), place: total(), tab: openTab() };
      inProgress.set(kind, made);
      push(() => made, urlOf('?q=' + encodeURIComponent(question.trim()) + own.parameter));
    }
  }

  async function finish(kind, isDone, count) {
    const asked = inProgress.get(kind);
    if (!asked) return;
    await isRendered(isDone ? count : null);
    inProgress.delete(kind);
    if (!isDone) {
      if (kind === 'asking' && !asked.afresh && entry.key === asked.key) go(-1);
      return;
    }
    if (kind === 'clearing') onPage = entry.place < 0 ? entry.id : makeId();
    else if (count) show(asked, kind);
    follow();
    // A page that is loaded again begins with the first tab.
    if (kind === 'beginning') showTab();
  }

  function show(asked, kind) {
    const isNew = kind === 'asking' && !asked.afresh;
    onPage = asked.id;
    learn(onPage, isNew ? 1 : 0);
    if (isNew && entry.key !== asked.key && entry.id === onPage) replace();
    document.dispatchEvent(new CustomEvent('quotedesk:answered'));
  }

  // The transcript is drawn a moment after Gradio has the answer. A hidden tab draws nothing.
  async function isRendered(count) {
    const until = Date.now() + 20 * RENDER_MS;
    do {
      await new Promise(resolve => {
        setTimeout(resolve, RENDER_MS);
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      });
    } while (count !== null && (questions().length !== count || replies().length !== count) && Date.now() < until);
  }

  // Show what the current entry leads to.
  function follow() {
    if (inProgress.size) return;
    if (entry.place < 0) {
      if (questions().length) clear();
      else onPage = entry.id;
    } else if (onPage !== entry.id && conversation(entry.id).asked.length) {
      quotedesk.askExactly(conversation(entry.id).asked, true, { id: entry.id });
    } else if (onPage === entry.id) {
      const address = addressAt(entry.place);
      replace(address && !entry.view ? urlOf(address, location.hash) : undefined);
      if (!keepsScroll) showPlace();
    }
    keepsScroll = false;
  }

  function clear() {
    // The conversation that follows is another one than that which was left.
    if (known.has(entry.id)) entry.id = makeId();
    replace();
    isFollowing = true;
    document.querySelector('#restart').click();
    isFollowing = false;
  }

  function startAfresh() {
    if (isFollowing || entry.place < 0) return false;
    push(left => ({ id: makeId(), key: makeId(), place: -1, tab: left.tab }), location.pathname + own.search);
    document.dispatchEvent(new CustomEvent('quotedesk:visit', { detail: {} }));
    return true;
  }

  // Another collection is another page. It begins with a conversation if there are addresses of questions.
  function openCollection(search, id = makeId(), asked = []) {
    if (asked.length) known.set(id, { first: 0, asked });
    const tab = asked.length ? 0 : openTab();
    push(() => ({ id, key: makeId(), place: asked.length - 1, tab }), location.pathname + search);
    location.reload();
  }

  function openArticle(hash, method, answer) {
    const number = answer ? replies().indexOf(answer) : -1;
    const place = number < 0 ? entry.place : number + total() - questions().length;
    const url = number < 0 ? location.pathname + location.search + hash : urlOf(addressAt(place), hash);
    if (method === 'push' && (traversing || hash !== location.hash)) {
      push(left => ({ ...left, key: makeId(), place, depth: (left.depth ?? 0) + 1 }), url);
    } else {
      entry = { ...entry, place };
      replace(url);
    }
  }

  function closeArticle() {
    if (traversing) {
      // An article that has no entry yet.
      const kept = waiting.filter(([, url]) => !url.includes('#'));
      waiting.splice(0, waiting.length, ...kept);
      return;
    }
    if (!location.hash) return;
    if (entry.depth > 0) {
      keepsScroll = true;
      go(-entry.depth);
    } else {
      replace(location.pathname + location.search);
    }
  }

  // A conversation that has grown in another tab too goes on under an id of its own.
  function fork() {
    const id = makeId();
    known.set(id, conversation());
    if (entry.id === onPage) entry.id = id;
    onPage = id;
    replace();
    return id;
  }

  // Tabs.

  const tabs = () => [...document.querySelectorAll('#tabs [role="tab"]')];
  const openTab = () => Math.max(0, tabs().findIndex(tab => tab.getAttribute('aria-selected') === 'true'));

  const isOfMentions = tab => tabs()[tab]?.textContent.trim() === 'Mentions';

  function noteTab() {
    const tab = openTab();
    if (tab === (entry.tab ?? 0)) return;
    // The tab still shows what it showed when it was left.
    const view = isOfMentions(tab) ? document.querySelector('#events .mentions')?.dataset.address ?? '' : '';
    const search = entry.view && !view ? addressAt(entry.place) || own.search : view || location.search;
    push(left => ({ ...left, key: makeId(), tab, view, depth: 0 }), location.pathname + search);
  }

  // `view`: the address of what the Mentions tab shows.
  function noteView(view) {
    if (view === (entry.view ?? '') || !isOfMentions(openTab())) return;
    const isOpened = view === location.search;
    const make = left => ({ ...left, key: isOpened ? left.key : makeId(), tab: openTab(), view, depth: 0 });
    if (isOpened) {
      entry = make(entry);
      replace();
    } else {
      push(make, location.pathname + view);
    }
  }

  function showTab() {
    if (openTab() !== (entry.tab ?? 0)) tabs()[entry.tab ?? 0]?.click();
  }

  function restored() {
    const { asked } = conversation();
    // A question that was not answered yet when the page was left is asked again.
    const unanswered = entry.place >= total() && isAddress(location.search) ? [location.search] : [];
    return entry.place >= 0 && asked.length ? JSON.stringify({ asked: [...asked, ...unanswered].slice(-MOST) }) : '';
  }

  window.addEventListener('popstate', event => {
    // An address that was edited by hand has no state.
    entry = read(event.state) ?? { ...entry, key: makeId(), depth: 0 };
    showTab();
    const leads = waiting.length > 0;
    settle();
    if (leads) return;
    const view = isOfMentions(entry.tab) ? entry.view ?? '' : null;
    document.dispatchEvent(new CustomEvent('quotedesk:visit', { detail: { hash: location.hash, scroll: articleScrolls.get(entry.key), view } }));
    follow();
  });
  document.addEventListener('scroll', event => {
    const inTranscript = event.target === document || event.target.contains?.(document.querySelector('#chat .question'));
    if (inTranscript && !inProgress.size && !traversing && onPage === entry.id) places.set(entry.key, readPlace());
  }, { capture: true, passive: true });
  window.addEventListener('pagehide', () => {
    entry.at = readPlace();
    replace();
  });
  document.addEventListener('click', () => setTimeout(noteTab));
  history.scrollRestoration = 'manual';
  write('replaceState');
  start('beginning');

  window.quotedesk = {
    expect: wanted => { next = wanted; },
    asTyped,
    visits: {
      start, finish, restored, startAfresh, openArticle, closeArticle, openCollection, fork, noteView,
      conversation: () => ({ id: onPage, ...conversation() }),
      noteArticle: scroll => articleScrolls.set(entry.key, scroll),
    },
  };
})();
