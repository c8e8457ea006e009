import { mount } from 'svelte';
import Entry from './Entry.svelte';
import { Fault } from '../src-shared/fault.ts';
import './styles/tokens.css';
import './styles/base.css';

const target = document.querySelector('#app');
if (target === null) throw new Fault('start_failed', 'The page has no place for the dashboard.');
mount(Entry, { target });
