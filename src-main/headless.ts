#!/usr/bin/env node
import { staySmall } from './stay-small.ts';

const hasStarted = staySmall();
const { runCommand } = await import('./run-command.ts');
await runCommand(process.argv.slice(2), hasStarted);
