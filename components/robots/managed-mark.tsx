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
      This robot account is described by files. The next apply overwrites what you change here, so change the files
      instead. In an incident, you can disable it or end its old secret here. Both persist unless the files enable it.
    </Alert>
  );
}
