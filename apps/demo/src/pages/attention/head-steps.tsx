import { format } from '../../controls/format-number.ts';
import type { NumberGridProps } from '../../controls/number-grid.tsx';
import { textsOf } from '../../i18n/language.ts';
import { listed, named } from '../../i18n/punctuation.ts';
import type { HeadNumbers } from './attention-numbers.ts';
import { width } from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import { ExplainedGrid, TitledGrid, type ExplainedGridProps } from './explained-grid.tsx';
import type { ChangingStepProps } from './input-steps.tsx';
import { StepText } from './step-text.tsx';

type HeadStep = 'scores' | 'weights' | 'output';

/** Scores, weights and output, the heads side by side. */
export function HeadSteps({ numbers, looking, state, change }: ChangingStepProps) {
  const t = textsOf(attentionTexts);
  const { words } = looking;
  const { heads } = numbers;
  const size = width / heads.length;
  const toggle = (row: number, column: number): void =>
    change({
      mask: state.mask.map((old, i) =>
        old.map((may, j) => (i === row && j === column ? !may : may)),
      ),
    });
  const keyed = (step: 'scores' | 'weights', head: HeadNumbers): NumberGridProps['cell'] => {
    return (row, column) => {
      const text = format(head[step][row]![column]!);
      return {
        text,
        label: named(listed(t.queryOf(words[row]!), t.keyOf(words[column]!)), text),
        strength: step === 'weights' ? head.weights[row]![column]! : 0,
        isOff: !state.mask[row]![column],
      };
    };
  };
  const grids = (
    step: HeadStep,
    own: (head: HeadNumbers, h: number) => Partial<ExplainedGridProps>,
  ) => {
    const props = heads.map((head, h) => ({
      looking,
      step,
      head: h,
      matrix: head[step],
      ...own(head, h),
    }));
    if (heads.length === 1) return <ExplainedGrid {...props[0]!} label={t[step]} />;
    return (
      <div class="matrices">
        {props.map((one, h) => (
          <TitledGrid key={h} {...one} title={t.head(h + 1)} label={t.ofHead(t[step], h + 1)} />
        ))}
      </div>
    );
  };
  const className = heads.length === 1 ? 'step' : 'step step-wide';
  return (
    <>
      <section class={className}>
        <StepText title={t.scores} text={t.scoresAbout(size, state.scaled)} hint={t.scoresHint} />
        {heads.length > 1 && <p>{t.headsAbout(size)}</p>}
        {grids('scores', (head) => ({
          columnNames: words,
          cell: keyed('scores', head),
          onPress: toggle,
        }))}
      </section>
      <section class={className}>
        <StepText title={t.weights} text={t.weightsAbout} />
        {grids('weights', (head) => ({ columnNames: words, cell: keyed('weights', head) }))}
      </section>
      <section class={className}>
        <StepText
          title={t.output}
          text={t.outputAbout}
          hint={state.mask.some((row) => !row.includes(true)) ? t.allMasked : undefined}
        />
        {grids('output', () => ({}))}
      </section>
    </>
  );
}
