/** A card as the layout sees it. */
export interface Placeable {
  readonly id: string;
  /** Columns it asks for where there are at least two. */
  readonly span: 1 | 2;
  /** Rough height in CSS pixels. */
  readonly heightPx: number;
  /** It has a chart that takes up spare height. */
  readonly grows: boolean;
  /** A long list: other cards are stacked beside it. */
  readonly tall: boolean;
  /** A short card that says why there is nothing to show. */
  readonly small: boolean;
}

/** One place of the grid; several cards in one place stand on top of each other. */
export interface Cell {
  readonly span: number;
  readonly ids: readonly string[];
}

const gapPx = 16;

/** Height of a row of charts. */
const rowPx = 340;

/**
 * Puts cards into rows without holes, in order. The places beside a tall card take the cards whose absence leaves the
 * other rows full and whose heights together come closest to it. Short cards go beneath a list that is lower than the
 * charts of its row. What is left of a row widens its last wide card.
 */
export function arrange(cards: readonly Placeable[], columns: number): Cell[] {
  const all = cards.filter((card) => card.small);
  const tall = cards.find((card) => card.tall && !card.small);
  const rest = cards.filter((card) => !card.small && card !== tall);
  const chosen = columns < 3 || tall === undefined ? [] : besideTall(rest, all, tall, columns);
  let small = all;
  const fillUp = (stack: readonly Placeable[], mostPx: number): readonly Placeable[] => {
    const filled = [...stack];
    for (const one of small) if (height([...filled, one]) <= mostPx) filled.push(one);
    small = small.filter((one) => !filled.includes(one));
    return filled;
  };
  const cells = rest
    .filter((card) => !chosen.includes(card))
    .map((card) => stacked(columns === 1 || card.grows ? [card] : fillUp([card], rowPx)));
  const beside = columns < 3 || tall === undefined ? [] : fillUp(chosen, tall.heightPx);
  const lower = tall === undefined ? [] : [{ span: beside.length > 0 ? columns - 1 : columns, ids: [tall.id] }];
  if (beside.length > 0) lower.push(stacked(beside));
  return [...fillRows(cells, columns), ...lower, ...fillRows(small.map(single), columns)];
}

/** Cards on top of each other; the first one says how wide. */
function stacked(cards: readonly Placeable[]): Cell & { ids: string[] } {
  return { span: cards[0]?.span ?? 1, ids: cards.map((card) => card.id) };
}

function single(card: Placeable): Cell {
  return { span: card.span, ids: [card.id] };
}

/** The cards with charts or lists that stand beside the tall one; short ones are only reckoned with. */
function besideTall(
  rest: readonly Placeable[],
  small: readonly Placeable[],
  tall: Placeable,
  columns: number,
): readonly Placeable[] {
  const last = rest.filter((card) => card.span === 1).slice(-5);
  const choices: Placeable[][] = [[], ...last.map((one) => [one])];
  for (const [index, one] of last.entries()) for (const other of last.slice(index + 1)) choices.push([one, other]);
  let best: readonly Placeable[] = [];
  let bestCost = Infinity;
  for (const choice of choices) {
    const stack = [...choice];
    for (const card of small) if (height([...stack, card]) <= tall.heightPx) stack.push(card);
    const others = rest.filter((card) => !choice.includes(card));
    const lonely = stack.length === 0 ? tall.heightPx : 0;
    const slack = tall.heightPx - height(stack);
    const cost =
      holes(others.map(single), columns) * 400 +
      holes(small.filter((card) => !stack.includes(card)).map(single), columns) * 60 +
      (slack < 0 ? -slack * 3 : slack * 0.3) +
      // Without a chart nothing takes up the height that is left over.
      (last.some((card) => card.grows) && !stack.some((card) => card.grows) ? 500 : 0) +
      lonely -
      // Of equal choices the later cards go beside the list.
      choice.reduce((total, card) => total + rest.indexOf(card), 0) * 0.1;
    if (cost < bestCost) {
      bestCost = cost;
      best = choice;
    }
  }
  return best;
}

function height(cards: readonly Placeable[]): number {
  return cards.reduce((total, card) => total + card.heightPx + gapPx, -gapPx);
}

function rowsOf(cells: readonly Cell[], columns: number): Cell[][] {
  const rows: Cell[][] = [];
  const waiting = cells.map((cell) => ({ ...cell, span: Math.min(cell.span, columns) }));
  while (waiting.length > 0) {
    const row: Cell[] = [];
    let free = columns;
    for (let i = 0; i < waiting.length && free > 0;) {
      const cell = waiting[i];
      if (cell === undefined || cell.span > free) {
        i += 1;
        continue;
      }
      row.push(cell);
      free -= cell.span;
      waiting.splice(i, 1);
    }
    rows.push(row);
  }
  return rows;
}

function holes(cells: readonly Cell[], columns: number): number {
  return rowsOf(cells, columns).reduce((total, row) => total + columns - used(row), 0);
}

function used(row: readonly Cell[]): number {
  return row.reduce((total, cell) => total + cell.span, 0);
}

function fillRows(cells: readonly Cell[], columns: number): Cell[] {
  return rowsOf(cells, columns).flatMap((row) => {
    const free = columns - used(row);
    const widest = row.reduce((best, cell) => Math.max(best, cell.span), 0);
    const widened = row.findLastIndex((cell) => cell.span === widest);
    return row.map((cell, index) => (index === widened ? { ...cell, span: cell.span + free } : cell));
  });
}
