import { routes } from "@/lib/rest/endpoint";

export const dynamic = "force-dynamic";
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes("/robots/{id}/secret/previous");
