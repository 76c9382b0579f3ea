import { specialIndex, type TokenizerConfig } from '@rondo/data';
import { saveCheckpoint, type ModelCheckpoint } from '@rondo/seq2seq';

/** A file of an export: its name in the folder and what is in it. */
export interface ExportedFile {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly explanation: string;
}

/** Its weights, with all that Rondo needs. */
export const weightsFile = 'model.safetensors';

/** All files of an exported model. */
export async function exportedFiles(checkpoint: ModelCheckpoint): Promise<ExportedFile[]> {
  const { model, codec, config, origin } = checkpoint;
  const isShared =
    codec.source.vocabulary.tokens.join('\n') === codec.target.vocabulary.tokens.join('\n');
  const vocabularies = isShared
    ? { source: 'vocabulary.json', target: 'vocabulary.json' }
    : { source: 'source.vocabulary.json', target: 'target.vocabulary.json' };
  const sides = (['source', 'target'] as const).map((side) => {
    const { description, files } = tokenizerFiles(side, codec.config.tokenizers[side]);
    return { side, description, files };
  });
  const described = {
    format: 'rondo-export',
    version: 1,
    weights: weightsFile,
    model: model.config,
    tokenizers: Object.fromEntries(sides.map(({ side, description }) => [side, description])),
    vocabularies,
    specials: specialIndex,
    training: config,
  };
  const files: ExportedFile[] = [
    {
      name: weightsFile,
      content: await saveCheckpoint({ model, codec, config, origin }),
      explanation: "weights under PyTorch's names; Rondo needs no other file",
    },
    {
      name: 'config.json',
      content: json(described),
      explanation: 'model, tokenisers, names of the other files',
    },
    {
      name: vocabularies.source,
      content: json(codec.source.vocabulary.tokens),
      explanation: isShared ? 'tokens of both sides, by index' : 'source tokens, by index',
    },
  ];
  if (!isShared) {
    files.push({
      name: vocabularies.target,
      content: json(codec.target.vocabulary.tokens),
      explanation: 'target tokens, by index',
    });
  }
  files.push(...sides.flatMap((side) => side.files));
  files.push({ name: 'README.md', content: readme(files), explanation: 'how to read all this' });
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** A tokeniser with the files that it holds put beside it. */
function tokenizerFiles(
  side: string,
  config: TokenizerConfig,
): { readonly description: object; readonly files: ExportedFile[] } {
  const file = (name: string, content: Uint8Array | string, what: string): ExportedFile => ({
    name: `${side}.${name}`,
    content,
    explanation: `${what} of the ${side}`,
  });
  if (config.kind === 'subword') {
    const merges = file('merges.txt', config.merges, "merge list (subword-nmt's format)");
    const files = [merges];
    const { vocabulary, ...rest } = config;
    if (vocabulary !== undefined) files.push(file('pieces.txt', vocabulary, 'allowed pieces'));
    return {
      description: {
        ...rest,
        merges: merges.name,
        ...(vocabulary !== undefined && { vocabulary: files[1]!.name }),
      },
      files,
    };
  }
  if (config.kind === 'sentencepiece') {
    const model = file(
      'sentencepiece.model',
      Buffer.from(config.model, 'base64'),
      'SentencePiece model',
    );
    return { description: { kind: config.kind, model: model.name }, files: [model] };
  }
  if (config.kind === 'huggingface') {
    const text = file('tokenizer.json', config.json, 'tokeniser');
    return { description: { kind: config.kind, json: text.name }, files: [text] };
  }
  return { description: config, files: [] };
}

function readme(files: readonly ExportedFile[]): string {
  const rows = files.map(({ name, explanation }) => `- \`${name}\`: ${explanation}`).join('\n');
  return `# A translation model

${rows}

On the command line: \`rondo translate --model model.safetensors\`.

In JavaScript, in Node and in a browser (with \`fetch\` in place of \`readFile\`):

\`\`\`js
import { readFile } from 'node:fs/promises';
import { cpu } from '@rondo/backend-cpu';
import { loadCheckpoint, Translator } from '@rondo/seq2seq';
import { useBackend } from '@rondo/tensor';

useBackend(cpu());
const { model, codec } = await loadCheckpoint(await readFile('model.safetensors'));
const [translation] = await new Translator(model, codec).translate(['…']);
console.log(translation.text);
\`\`\`

In Python the weights are \`safetensors.torch.load_file('model.safetensors')\`, a dictionary of tensors. Layers have
the layout of PyTorch's modules of the same names; config.json says their sizes, and at which indices the special
tokens stand: a source is its tokens and [end], a target begins with [begin]. Embedded tokens are multiplied by the
square root of their size.
`;
}
