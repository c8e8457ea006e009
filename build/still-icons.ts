import * as v from 'valibot';
import type { Plugin } from 'vite';

/** The library's components, one for each icon. */
const icon = /\/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/u;

/** How they hold their shapes. */
const drawing = v.object({
  name: v.string(),
  size: v.number(),
  aliases: v.optional(v.array(v.string()), []),
  node: v.array(v.tuple([v.string(), v.record(v.string(), v.string())])),
});

/**
 * Writes the icons of the page as what they are, drawings that never change. The library puts each together in the browser,
 * shape by shape and attribute by attribute, which took a quarter of the time in which the page is made.
 */
export const stillIcons: Plugin = {
  name: 'still-icons',
  enforce: 'pre',
  transform: {
    filter: { id: icon },
    handler: (component) => ({ code: stillIcon(component), map: null }),
  },
};

/**
 * The component of one icon with its shapes written out. It takes `size`, `strokeWidth` and `class`, and nothing else; it is
 * hidden from assistive technology, as the library has it where it is not given a name.
 * @param component the library's own
 */
export function stillIcon(component: string): string {
  const data = /const iconData = (?<json>\{.*\});$/mu.exec(component)?.groups?.json;
  const { name, size, aliases, node } = v.parse(drawing, JSON.parse(data ?? 'null'));
  const classes = ['lucide-icon', 'lucide', ...[name, ...aliases].map((one) => `lucide-${one}`)].join(' ');
  const box = `0 0 ${String(size)} ${String(size)}`;
  const shapes = node.map(([tag, attributes]) => `<${tag} ${written(attributes)} />`).join('');
  return `<script lang="ts">
  let { size = ${String(size)}, strokeWidth = 2, class: more = '' }: { size?: number; strokeWidth?: number; class?: string } = $props();
</script>

<svg class={['${classes}', more]} width={size} height={size} viewBox="${box}" fill="none" stroke="currentColor"
  stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shapes}</svg>
`;
}

function written(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ');
}
