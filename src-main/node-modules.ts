/**
 * Node's own modules that a server is made of. Node brings them compiled, and V8 takes that only while its flags are those that
 * Node was built with: what is loaded after they have been changed is compiled anew.
 */
import 'node:assert';
import 'node:child_process';
import 'node:cluster';
import 'node:crypto';
import 'node:dns';
import 'node:dns/promises';
import 'node:events';
import 'node:fs/promises';
import 'node:http';
import 'node:https';
import 'node:module';
import 'node:net';
import 'node:os';
import 'node:path';
import 'node:perf_hooks';
import 'node:process';
import 'node:stream';
import 'node:timers/promises';
import 'node:tls';
import 'node:url';
import 'node:util';
import 'node:util/types';
import 'node:worker_threads';
import 'node:zlib';
