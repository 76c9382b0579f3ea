import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { textsOf } from '../i18n/language.ts';
import { controlTexts } from './control-texts.ts';
import { faultId, hideFault, showFault } from './field-fault.tsx';

interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly isWhole?: boolean;
}

export interface NumberInputProps {
  readonly value: number;
  readonly range: NumberRange;
  /** What the arrow keys add. */
  readonly step: number;
  readonly id?: string;
  /** What a screen reader says, where no label stands at it. */
  readonly label?: string;
  /** Whether text that is not taken stays when the field is left, so that no form is sent with it. */
  readonly isInForm?: boolean;
  /** Told each number of the range. */
  readonly onChange: (value: number) => void;
}

/** A person may be about to type on: "-" becomes -1. */
const patience = 500;

/** A number that is typed: each one of the range counts at once, and the text is left as it is typed. */
export function NumberInput(props: NumberInputProps) {
  const { value, range, step, id, label, isInForm = false, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  /** The numbers that were taken since the field was entered; one that comes back from them is no news. */
  const taken = useRef<number[]>([]);
  const timer = useRef(0);
  const [isWrong, setIsWrong] = useState(false);
  const wanted = wantedText(range, isInForm ? undefined : value);
  const judge = (isRight: boolean): void => {
    clearTimeout(timer.current);
    input.current!.setCustomValidity(isRight ? '' : wanted);
    if (isRight) setIsWrong(false);
  };
  const show = (number: number): void => {
    input.current!.value = String(number);
    judge(true);
  };
  useLayoutEffect(() => {
    if (!taken.current.includes(value)) show(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!isWrong) return undefined;
    const field = input.current!;
    showFault(field, wanted);
    return () => hideFault(field);
  }, [isWrong, wanted]);
  const onInput = (): void => {
    const number = input.current!.valueAsNumber;
    const isRight = isWithin(number, range);
    judge(isRight);
    if (isRight) {
      taken.current.push(number);
      onChange(number);
    } else timer.current = window.setTimeout(() => setIsWrong(true), patience);
  };
  const onLeave = (): void => {
    const last = taken.current.at(-1) ?? value;
    taken.current = [];
    if (!isInForm || isWithin(input.current!.valueAsNumber, range)) show(last);
    else setIsWrong(true);
  };
  return (
    <input
      ref={input}
      id={id}
      type="number"
      min={range.least}
      max={range.most}
      step={step}
      aria-label={label}
      aria-invalid={isWrong}
      aria-describedby={isWrong ? faultId : undefined}
      onInput={onInput}
      onBlur={onLeave}
    />
  );
}

function isWithin(value: number, { least, most, isWhole = false }: NumberRange): boolean {
  return value >= least && value <= most && (!isWhole || Number.isInteger(value));
}

function wantedText({ least, most, isWhole = false }: NumberRange, used?: number): string {
  const t = textsOf(controlTexts);
  const range = isWhole ? t.wholeWanted : t.numberWanted;
  return range(told(least), told(most)) + (used === undefined ? '' : t.stillUsed(told(used)));
}

function told(number: number): string {
  return String(number).replace('-', '−');
}
