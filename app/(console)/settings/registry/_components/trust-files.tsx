import Download from "lucide-react/icons/download";
import { ButtonLink } from "@/components/ui/button";
import { TRUST_FILES } from "@/lib/registry/connect";

const FILES = [
  {
    href: "/settings/registry/certificates",
    title: "Certificate bundle",
    file: TRUST_FILES.certificates,
    use: "For Distribution 2.8 (rootcertbundle) and ChartMuseum.",
  },
  {
    href: "/settings/registry/key-set",
    title: "Key set",
    file: TRUST_FILES.keySet,
    use: "For Distribution 3 (jwks). Also served at /.well-known/jwks.json.",
  },
];

export function TrustFiles() {
  return (
    <ul className="flex flex-col gap-4">
      {FILES.map(({ href, title, file, use }) => (
        <li key={href} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <div className="min-w-0 text-sm">
            <h3 className="font-medium">
              {title} <span className="font-code font-normal text-muted">{file}</span>
            </h3>
            <p className="text-muted">{use}</p>
          </div>
          <ButtonLink href={href} download={file} prefetch={false} aria-label={`Download ${file}`}>
            <Download aria-hidden="true" />
            Download
          </ButtonLink>
        </li>
      ))}
    </ul>
  );
}
