import FileCode from "lucide-react/icons/file-code";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";

/** Nothing for a robot that no files describe. */
export function ManagedMark({ owner }: { owner: string }) {
  if (owner === "") return null;
  return (
    <Badge className="max-w-full">
      <FileCode aria-hidden="true" />
      <span className="truncate">Managed by {owner}</span>
    </Badge>
  );
}

/** Before an edit that the next apply would undo. */
export function ManagedNote({ owner }: { owner: string }) {
  if (owner === "") return null;
  return (
    <Alert tone="info" title={`Managed by ${owner}`}>
      Files describe this robot account. The next apply sets back what they say, so change them instead. In an incident,
      disable it or end its old secret here: both stay, unless the files say that it’s enabled.
    </Alert>
  );
}
