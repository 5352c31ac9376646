// How the text of an open article looks. The text stays the same, character for character: it is only cut into elements,
// so that the offsets of a selection are those of the article. `reader.js` follows in the same script.
/* exported makeWords, readSpot, styleText */

const { make, makeWords, readSpot } = quotedeskDom;
const MOST_STYLED = 400_000;

function styleText(text, isMarkdown) {
  if (isMarkdown && text.textContent.length <= MOST_STYLED) styleMarkdown(text);
  spaceParagraphs(text);
  markCode(text);
}

function readNodes(text) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return { nodes, whole: nodes.map(node => node.data).join('') };
}

// A single line break after a sentence ends a paragraph: the style sheet sets a space below it. The text stays the same.

function spaceParagraphs(text) {
  const { nodes, whole } = readNodes(text);
  let at = whole.length;
  for (const node of nodes.reverse()) {
    at -= node.data.length;
    for (let place = node.data.length - 1; place >= 0; place--) {
      if (node.data[place] === '\n' && endsParagraph(whole, at + place)) wrapBreak(node, place);
    }
  }
}

function endsParagraph(whole, place) {
  if (whole[place - 1] === '\n' || whole[place + 1] === '\n' || place + 1 === whole.length) return false;
  if (INDENTED.test(whole.slice(place + 1, place + 5))) return false;
  return /[.!?:…]["'”’»)\]]*\s*$/u.test(whole.slice(Math.max(0, place - 8), place));
}

function wrapBreak(node, place) {
  const rest = node.splitText(place);
  rest.splitText(1);
  const line = make('span', 'paragraph-end');
  rest.replaceWith(line);
  line.append(rest);
}

// Code is indented: lines between blank ones, one of them with a sign that prose does not have.

const INDENTED = /^(?: {4}|\t)/;
const OF_CODE = /[{}=;<>_\\$|`[\]]|--|\w\(/;
const OF_LIST = /^\s*(?:[-*+•]|\d+[.)])\s/;

function findCode(text) {
  const blocks = [];
  let block = null;
  let isAfterBlank = true;
  let at = 0;
  for (const line of [...text.split('\n'), '']) {
    const isBlank = !line.trim();
    if (!isBlank && INDENTED.test(line) && (block || isAfterBlank)) {
      block ??= { start: at };
      block.end = at + line.length;
    } else if (!isBlank) {
      // Of a block that text follows at once, the first line was only indented.
      if (block && isAfterBlank) blocks.push(block);
      block = null;
    }
    isAfterBlank = isBlank;
    at += line.length + 1;
  }
  if (block) blocks.push(block);
  const words = ({ start, end }) => text.slice(start, end);
  return blocks.filter(one => OF_CODE.test(words(one)) && !OF_LIST.test(words(one)));
}

function markCode(text) {
  const { nodes, whole } = readNodes(text);
  const blocks = findCode(whole).reverse();
  let end = whole.length;
  for (const node of nodes.reverse()) {
    const start = end - node.data.length;
    for (const block of blocks.filter(one => one.start < end && one.end > start)) {
      wrapCode(node, Math.max(block.start, start) - start, Math.min(block.end, end) - start);
    }
    end = start;
  }
}

function wrapCode(node, start, end) {
  const code = make('span', 'code');
  const rest = node.splitText(start);
  rest.splitText(end - start);
  rest.replaceWith(code);
  code.append(rest);
}

// Markdown: the style sheet hides its marks, and draws titles, emphasis, code, lists and the rows of tables.

const TITLE = /^(#{1,6}[ \t]+)\S.*?([ \t]+#+[ \t]*)?$/;
const ROW = /^\|.*\|[ \t]*$/;
const BAR = /(?<!\\)\|/g;
const BULLET = /^([ \t]*)([-*+])[ \t]+(?=\S)/;
// In this order: what is code has no other marks in it.
const INLINE = [
  ['md-code', /(?<![`\\])(`+)(?!`)[^\n]*?[^`\n](\1)(?!`)/g],
  ['md-strong', /(?<![*\\])(\*\*)(?=[^\s*])[^\n]*?[^\s*](\*\*)(?!\*)/g],
  ['md-strong', /(?<![\w\\])(__)(?=[^\s_])[^\n]*?[^\s_](__)(?!\w)/g],
  ['md-emphasis', /(?<![\w*\\])(\*)(?=[^\s*])[^*\n]*?[^\s*](\*)(?![\w*])/g],
  ['md-emphasis', /(?<![\w\\])(_)(?=[^\s_])[^_\n]*?[^\s_](_)(?!\w)/g],
  ['md-struck', /(?<![~\\])(~~)(?=[^\s~])[^\n]*?[^\s~](~~)(?!~)/g],
];

// The spans of a line, each with its class; `at` is the place of the line in the text.
function findSpans(line, at) {
  const spans = [];
  const add = (start, end, name) => { if (start < end) spans.push({ start: at + start, end: at + end, name }); };
  const title = TITLE.exec(line);
  if (title) {
    add(0, title[1].length, 'md-mark');
    add(title[1].length, line.length, `md-title md-title-${Math.min(4, title[1].trim().length)}`);
    if (title[2]) add(line.length - title[2].length, line.length, 'md-mark');
  }
  const bullet = BULLET.exec(line);
  if (bullet) add(bullet[1].length, bullet[1].length + 1, 'md-bullet');
  if (ROW.test(line)) {
    const bars = [...line.matchAll(BAR)].map(found => found.index);
    for (const bar of bars) add(bar, bar + 1, 'md-bar');
    bars.slice(1).forEach((bar, place) => add(bars[place] + 1, bar, `md-cell md-of-${Math.min(6, bars.length - 1)}`));
  }
  const code = [];
  for (const [name, pattern] of INLINE) {
    for (const found of line.matchAll(pattern)) {
      const [start, end] = [found.index, found.index + found[0].length];
      if (code.some(one => start < one.end && one.start < end)) continue;
      if (name === 'md-code') code.push({ start, end });
      add(start, start + found[1].length, 'md-mark');
      add(end - found[2].length, end, 'md-mark');
      add(start + found[1].length, end - found[2].length, name);
    }
  }
  return spans;
}

// The pieces of the text that have classes, in their order; spans that overlap give a piece the classes of all.
function findPieces(whole) {
  const code = findCode(whole);
  const pieces = [];
  let at = 0;
  for (const line of whole.split('\n')) {
    const isCode = code.some(block => block.start <= at && at < block.end);
    const spans = isCode ? [] : findSpans(line, at);
    const ends = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((one, other) => one - other);
    ends.slice(1).forEach((end, place) => {
      const start = ends[place];
      const names = spans.filter(span => span.start <= start && end <= span.end).map(span => span.name);
      if (names.length) pieces.push({ start, end, names: names.join(' ') });
    });
    at += line.length + 1;
  }
  return pieces;
}

function styleMarkdown(text) {
  const { nodes, whole } = readNodes(text);
  const pieces = findPieces(whole);
  let end = whole.length;
  let place = pieces.length - 1;
  for (const node of nodes.reverse()) {
    const start = end - node.data.length;
    while (place >= 0 && pieces[place].start >= end) place--;
    for (let next = place; next >= 0 && pieces[next].end > start; next--) {
      const piece = pieces[next];
      wrapPiece(node, Math.max(piece.start, start) - start, Math.min(piece.end, end) - start, piece.names);
    }
    end = start;
  }
  for (const row of groupCells(text)) joinCell(row);
}

function wrapPiece(node, start, end, names) {
  const piece = make('span', names);
  const rest = node.splitText(start);
  rest.splitText(end - start);
  rest.replaceWith(piece);
  piece.append(rest);
}

// Bars and the pieces between them: a cell may have several pieces, such as words of the question.
function groupCells(text) {
  const cells = [];
  let cell = [];
  for (const node of text.querySelectorAll('.md-bar, .md-cell')) {
    if (node.matches('.md-cell')) {
      cell.push(node);
    } else {
      if (cell.length) cells.push(cell);
      cell = [];
    }
  }
  return cells;
}

function joinCell(pieces) {
  const [first, last] = [pieces[0], pieces.at(-1)];
  const name = first.className.split(' ').slice(0, 2).join(' ');
  for (const piece of pieces) piece.className = piece.className.replace(/md-cell md-of-\d ?/, '');
  if (first.parentNode !== last.parentNode) {
    first.classList.add('md-apart');
    return;
  }
  const cell = make('span', name);
  first.before(cell);
  while (cell.nextSibling !== last) cell.append(cell.nextSibling);
  cell.append(last);
}
