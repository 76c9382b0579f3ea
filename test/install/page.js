import { program } from './program.js';
import { report } from '../browser/report.js';

await report(program);
