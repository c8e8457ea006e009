import { createContext } from 'svelte';
import type { Dashboard } from './model.ts';

/** The dashboard, for components far down that would otherwise need it handed through; set once by `App.svelte`. */
export const [getDashboard, setDashboard] = createContext<Dashboard>();
