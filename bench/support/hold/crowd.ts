import { answerQuestions } from '../worker.ts';
import { crowdQuestion } from './questions.ts';
import { watchBy } from './watching.ts';

/** Many viewers of one server in one process, which note what comes to them. */

/** Connections that are being made at the same time. */
const together = 50;

let bytes = 0;
let lost = 0;
let ages: number[] = [];

const listener = {
  bytes: (count: number) => {
    bytes += count;
  },
  sample: (tickMs: number) => {
    ages.push(Date.now() - tickMs);
  },
  lost: () => {
    lost += 1;
  },
};

answerQuestions(crowdQuestion, async (question) => {
  switch (question.ask) {
    case 'come': {
      const { transport, viewers, ...target } = question;
      for (let first = 0; first < viewers; first += together) {
        const some = Array.from({ length: Math.min(together, viewers - first) }, () =>
          watchBy[transport](target, listener),
        );
        await Promise.all(some);
      }
      return {};
    }
    case 'told': {
      const sorted = ages.sort((a, b) => a - b);
      const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? null;
      const told = { bytes, lost, samples: sorted.length, p50: quantile(0.5), p99: quantile(0.99) };
      bytes = 0;
      ages = [];
      return told;
    }
  }
});
