import { createRequire } from "node:module";

// found by NODE_PATH, which `import` ignores: make lint and pre-commit install elsewhere
const globals = createRequire(import.meta.url)("globals");

export default [
    {
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly" },
        },
        rules: {
            "no-undef": "error",
            "no-unused-vars": "error",
            "no-var": "error",
            "prefer-const": "error",
            eqeqeq: "error",
            "no-console": "error",
            "no-eval": "error",
        },
    },
];
