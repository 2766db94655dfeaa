import { routes } from "@/lib/rest/endpoint";

export const dynamic = "force-dynamic";
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  "/projects/{name_or_id}/webhooks/{webhook_id}/deliveries",
);
