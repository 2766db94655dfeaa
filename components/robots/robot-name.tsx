import { BreakableName } from "@/components/ui/breakable-name";

type RobotNameProps = {
  loginName: string;
  /** The part after the prefix; by default what follows the project. */
  name?: string;
};

/** What tells robots apart is heavier than the prefix they share. */
export function RobotName({ loginName, name }: RobotNameProps) {
  const at = name === undefined ? loginName.lastIndexOf("+") + 1 : loginName.length - name.length;
  return (
    <span className="min-w-0 font-code">
      {at > 0 ? <BreakableName>{loginName.slice(0, at)}</BreakableName> : null}
      {at > 0 ? <wbr /> : null}
      <BreakableName className="font-semibold">{loginName.slice(at)}</BreakableName>
    </span>
  );
}
