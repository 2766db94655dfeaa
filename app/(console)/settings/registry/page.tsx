import type { Metadata } from "next";
import { SnippetTabs } from "@/components/snippets/snippet-tabs";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { env } from "@/lib/env";
import { connectFacts, connectGuides } from "@/lib/registry/connect";
import { getRegistryHost } from "@/lib/registry/host";
import { listSigningKeys } from "@/lib/registry/key-list";
import { hasAddressLists } from "@/lib/robots/address-lists";
import { requestChain } from "@/lib/server/actor";
import { requirePageAdmin } from "../../page-admin";
import { CheckForm } from "./_components/check-form";
import { InstanceFacts } from "./_components/instance-facts";
import { KeyRotation } from "./_components/key-rotation";
import { KeyTable } from "./_components/key-table";
import { RegistryHost } from "./_components/registry-host";
import { TrustFiles } from "./_components/trust-files";
import { YourAddress } from "./_components/your-address";

export const metadata: Metadata = { title: "Connect a registry" };

/** For system admins; not found for anyone else. */
export default async function ConnectRegistryPage() {
  const actor = await requirePageAdmin("/settings/registry");
  const [{ keys, fromFiles }, registryHost] = await Promise.all([listSigningKeys(actor), getRegistryHost()]);
  const facts = connectFacts(env(), {
    algorithm: keys[0]?.algorithm ?? env().TOKEN_ALGORITHM,
    nextAlgorithm: keys.find(({ state }) => state === "announced")?.algorithm ?? null,
    registryHost,
  });
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeader
        title="Connect a registry"
        description="Point your registry at Purser for tokens and give it Purser’s public key. Robot accounts can then log in to it."
      />
      <Card title="Registry host" description="Login commands name it, and the configuration below contains it.">
        <RegistryHost host={registryHost} fromEnvironment={env().REGISTRY_HOST !== undefined} />
      </Card>
      <Card
        title="This instance"
        description="What a registry needs to know, from the settings Purser was started with."
      >
        <InstanceFacts facts={facts} />
      </Card>
      <YourAddress {...(await requestChain())} hasLists={await hasAddressLists(actor)} />
      <Card
        title="Public keys"
        description="These files contain public keys only. A registry reads its file when it starts."
      >
        <TrustFiles />
      </Card>
      <Card title="Configuration" description="Ready to paste, with this instance’s values in it.">
        <SnippetTabs label="Kind of registry" tools={connectGuides(facts)} />
      </Card>
      <Card title="Check" description="Contacts a registry the way a client would and reports what doesn’t match.">
        {/* The key fills in a host that was just saved. */}
        <CheckForm key={registryHost} registryHost={registryHost} />
      </Card>
      <Card title="Signing keys" description="Every token is signed with the key in use." padded={false}>
        <KeyTable keys={keys} />
        <div className="border-line border-t p-4">
          <KeyRotation keys={keys} fromFiles={fromFiles} ttlSeconds={env().TOKEN_TTL_SECONDS} />
        </div>
      </Card>
    </div>
  );
}
