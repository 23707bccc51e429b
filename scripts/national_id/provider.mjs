/**
 * The demonstration's national ID: a real OpenID provider (npm oidc-provider) on loopback that
 * behaves as eSignet does. The client proves itself with a key (private_key_jwt), PKCE is required,
 * data about the person are signed and only at the userinfo endpoint, `acr` is how the person
 * signed in. Every person and number is invented.
 *
 * Environment: PORT; CLIENT, the address of the server that people sign in to. CODE of the provider
 * there (national). Everything is in memory: new keys at each start, as after a rotation.
 */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { Provider } from "oidc-provider";

const port = Number(process.env.PORT);
const client = process.env.CLIENT;
const code = process.env.CODE || "national";
if (!port || !client) {
    throw new Error("PORT and CLIENT are needed");
}
const issuer = `http://127.0.0.1:${port}`;
const people = JSON.parse(readFileSync(new URL("people.json", import.meta.url), "utf8"));
const bySub = new Map(Object.values(people).map((person) => [person.sub, person]));
const WAYS = {
    "mosip:idp:acr:generated-code": "with a code sent to the telephone",
    "mosip:idp:acr:static-code": "with a PIN",
};
const CLAIMS = ["name", "family_name", "given_name", "birthdate", "gender", "phone_number", "individual_id"];

function signingKey() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { ...privateKey.export({ format: "jwk" }), kid: randomBytes(6).toString("hex"), use: "sig", alg: "RS256" };
}

/** Signing in is consent, as far as this demonstration goes. */
async function grantOf(ctx) {
    const { client: asking, provider: own, session } = ctx.oidc;
    const grant = new own.Grant({ clientId: asking.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile");
    grant.addOIDCClaims(CLAIMS);
    await grant.save();
    return grant;
}

const provider = new Provider(issuer, {
    clients: [
        {
            client_id: "assistance",
            redirect_uris: [`${client}/assistance/id/callback/${code}`],
            response_types: ["code"],
            grant_types: ["authorization_code"],
            token_endpoint_auth_method: "private_key_jwt",
            token_endpoint_auth_signing_alg: "RS256",
            jwks_uri: `${client}/assistance/id/keys/${code}`,
            userinfo_signed_response_alg: "RS256",
            require_auth_time: true,
        },
    ],
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(24).toString("hex")] },
    pkce: { required: () => true, methods: ["S256"] },
    features: {
        devInteractions: { enabled: false },
        jwtUserinfo: { enabled: true },
        claimsParameter: { enabled: true },
    },
    acrValues: Object.keys(WAYS),
    claims: { openid: ["sub", "acr"], profile: CLAIMS },
    findAccount: (_ctx, sub) => bySub.has(sub) && { accountId: sub, claims: () => ({ ...bySub.get(sub) }) },
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    loadExistingGrant: grantOf,
    ttl: { AccessToken: 60, AuthorizationCode: 30, IdToken: 120, Interaction: 600, Session: 600, Grant: 600 },
});

/** The one page of the provider: who, and how. */
function page(asked) {
    const buttons = Object.entries(people).map(
        ([key, { given_name: given, family_name: family, individual_id: number }]) =>
            `<button name="person" value="${key}">${given} ${family}<br><small>${number}</small></button>`,
    );
    const ways = Object.entries(WAYS).map(
        ([acr, words]) =>
            `<label><input type="radio" name="acr" value="${acr}"${acr === asked ? " checked" : ""}> ${words}</label>`,
    );
    return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>National ID (demonstration)</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:2rem auto;padding:0 1rem}
label,button{display:block;width:100%;margin:.6rem 0;font:inherit}button{padding:.7rem}</style>
<h1>National ID</h1><p>A demonstration. All people are invented.</p>
<form method="post"><p>Show who you are</p>${ways.join("")}${buttons.join("")}
<button name="cancel" value="1">Cancel</button></form></html>`;
}

async function formOf(request) {
    let text = "";
    for await (const part of request) {
        text += part;
    }
    return new URLSearchParams(text);
}

provider.use(async (ctx, next) => {
    // nobody stays signed in here, as at eSignet
    ctx.req.headers.cookie = (ctx.req.headers.cookie || "").replaceAll(/_session[\w.]*=[^;]*;? ?/g, "");
    if (!/^\/sign-in\/[\w-]+$/.test(ctx.path)) {
        return next();
    }
    if (ctx.method === "GET") {
        ctx.type = "html";
        ctx.body = page(Object.keys(WAYS)[0]);
        return undefined;
    }
    const form = await formOf(ctx.req);
    const person = Object.hasOwn(people, form.get("person") || "") ? people[form.get("person")] : null;
    const acr = Object.hasOwn(WAYS, form.get("acr") || "") ? form.get("acr") : Object.keys(WAYS)[0];
    const result = person
        ? { login: { accountId: person.sub, acr, amr: ["otp"], remember: false } }
        : { error: "access_denied", error_description: "cancelled" };
    await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
    ctx.respond = false;
    return undefined;
});

provider.listen(port, "127.0.0.1", () => process.stdout.write(`listening ${issuer}\n`));
