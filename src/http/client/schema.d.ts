// The API as types, made of schemas/openapi.json by npm run schema.

export interface paths {
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest version of each plan, by name */
        get: operations["listPlans"];
        put?: never;
        /**
         * Register a text as the newest version of its plan
         * @description Its name is in the text. The text that is the newest version already stays that.
         */
        post: operations["registerPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan: its newest version, or that with the hash */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{name}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that you have reviewed the newest version of a plan, and that it may stay
         * @description It is due again after its `reviewEvery`. It stands in the journal of the plan.
         */
        post: operations["reviewPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is to be said about a text, without keeping it
         * @description With `inputs` it is compiled with them as well, which finds more; nothing is changed by it. It also finds the locks of flags that stand in its way at this moment (`flag-locked`), and says when a registered text should have been reviewed (`review-due`).
         */
        post: operations["checkPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes, newest first */
        get: operations["listChanges"];
        put?: never;
        /**
         * Open a change of a plan
         * @description Of a registered plan, by its name; or of a text, which is registered by this and so needs the permission `register-plan` too, unless it is registered already.
         */
        post: operations["openChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A change as it is now */
        get: operations["getChange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a change, from a point on
         * @description With `waitMs` and nothing new yet, the answer waits for it (a long poll).
         */
        get: operations["getChangeJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a change that has not begun another plan, or other inputs
         * @description Its approvals are void then. It needs the revision you saw, in `If-Match`.
         */
        put: operations["editChange"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask something of a change
         * @description Abort, pause and kill need no revision, nor does an answer to a checklist or a decision; the others need the one you saw, in `If-Match`. What is already so is accepted. A kill needs the permission `kill` instead, an answer `answer-change`.
         */
        post: operations["commandChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a file for a change, to be named by a tick, or by the word that a task is done
         * @description Of 10 MiB at most; a larger one is refused before it is read.
         */
        post: operations["uploadAttachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/attachments/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file that came with a person's word */
        get: operations["getAttachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What waits for you, over all changes
         * @description Approvals, items of checklists and decisions: those that name you, and those that anyone may answer; and the tasks that you owe after the end of a change.
         */
        get: operations["listMine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What it would do to take a change back
         * @description Nothing is done. A refusal is an answer here: `refused` says why, and what to do instead.
         */
        get: operations["getRevert"];
        put?: never;
        /**
         * Take a succeeded change back
         * @description Opens a change of its own, made from the journal: the previous version, its traffic and its flags.
         */
        post: operations["revertChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The incident report of a change
         * @description Written from the journal each time it is asked for: the same journal gives the same bytes. Of a change under way it has what is known so far; of one without an incident one sentence, `report` being `none`.
         */
        get: operations["getReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drills of rollbacks, newest first */
        get: operations["listDrills"];
        put?: never;
        /**
         * Rehearse the rollback of a plan
         * @description Opens a change that does what the plan does up to its first rollout, gives a canary traffic, and goes back by the plan’s own rollback; of a plan without a rollout it does all of it. Only where the binding of the environment says `drills`, and while no other change runs on its targets. `drill` of the change says what it came to.
         */
        post: operations["startDrill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/drill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a drill came to
         * @description Each part of the rollback with how long it took and what the plan allows, and the requests that were counted; made of the journal each time it is asked for.
         */
        get: operations["getDrill"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/follow-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What ended changes have left to do
         * @description Those that are not done, the first that is due first.
         */
        get: operations["listFollowUps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/follow-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a change has left to do, done or not */
        get: operations["getFollowUps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/follow-ups/{task}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a task is done, or that it is not after all
         * @description By the person who owes it, or by somebody who may answer for a plan (`answer-change`).
         */
        post: operations["settleFollowUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens to a change, as it happens
         * @description Begins with what has happened, or after `Last-Event-ID`, which is the `seq` of an entry and the same on every server. When the change is over, the event `end` follows: close the stream then.
         */
        get: operations["followChange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens to all changes, as it happens
         * @description Begins now, or after `Last-Event-ID`, which is the same on every server of one database. Nothing is left out, and each change is told in its order.
         */
        get: operations["followChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{id}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The traffic split over time, and what was measured meanwhile
         * @description The split is that of the journal. The signals are those of the rules, asked of their sources, at most two hours back at first.
         */
        get: operations["getChangeSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every signal of an environment as it is now
         * @description On both sides of each target, asked of the sources of the binding: with its age, or with the reason why there is no number.
         */
        get: operations["getSignals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targets/{environment}/{name}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide a conflict between a proxy and the database, as after a restore */
        post: operations["decideTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targets/{environment}/{name}/dismiss-proxy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write off a proxy that is gone for good: nobody waits for it until it answers again
         * @description Be sure that it serves nobody: one that only this server cannot reach may go on as it was told last. Refused while it answers, and of the last proxy of a target.
         */
        post: operations["dismissProxy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All targets, with what each proxy has */
        get: operations["listTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targets/{environment}/{name}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a target, latch it, and abort the change that owns it */
        post: operations["killTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targets/{environment}/{name}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lift the latch of a target; it stays closed */
        post: operations["releaseTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targets/{environment}/{name}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say what the proxies of a target turn away: nothing, writes, or everything */
        put: operations["setTargetMode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/canary/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The kill switch: close and latch every target of a rollout, and roll it back
         * @description Which rollout: `version` or `change`; without them the only open one. The targets stay closed until each is released. The body is read as JSON whatever its Content-Type says. Asked again, it changes nothing more.
         */
        post: operations["abortCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/canary/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The evidence of a rollout: traffic, gates and guards with their numbers
         * @description Which rollout: `version` or `change`; without them the only open one.
         */
        get: operations["getCanaryMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The flags of an environment */
        get: operations["listFlags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/{flag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a flag
         * @description To a value for everybody, or to a definition that decides by subject: one of the two.
         */
        put: operations["setFlag"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/{flag}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lock a flag, so that nobody sets it */
        post: operations["lockFlag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/{flag}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lift the lock of a flag */
        post: operations["unlockFlag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/flagd": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The flags of a target as a file that flagd reads
         * @description $cutwater.slot stands in it as the share it is at the moment, so flagd splits as the traffic does now.
         */
        get: operations["getFlagdFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/{flag}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The settings of a flag
         * @description The newest: 500 at most, and 4 MiB of definitions. `diff` and `rollback` know every version.
         */
        get: operations["getFlagHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/{flag}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What differs between two versions of a flag
         * @description Without `to` the newest, without `from` the one before. Version 0 is before the flag was first set.
         */
        get: operations["getFlagDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/{flag}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a flag again what it held in an earlier version */
        post: operations["rollbackFlag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{environment}/{target}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set every flag of a file of flagd
         * @description All of them or none; flags that the file does not name stay as they are. With `dryRun` nothing is done: the answer says what would be.
         */
        post: operations["importFlags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{environment}/targets/{target}/ofrep/v1/evaluate/flags/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Evaluate a flag (OFREP) */
        post: operations["evaluateFlag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{environment}/targets/{target}/ofrep/v1/evaluate/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluate every flag of a target (OFREP)
         * @description The ETag is that of the answer: it changes exactly when an answer does.
         */
        post: operations["evaluateFlags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The streams by name, and where each ends */
        get: operations["listStreams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries of a stream, from a point on */
        get: operations["listEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checkpoints, from a point on */
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the journal signed as it is, after a restore or with a new key
         * @description Where checkpoints that were signed are gone, or the key is, nothing is signed any more until this is asked; where a sink in other hands holds another history, nothing more is given to it until then. It stands in the journal and in the checkpoint that follows for good. Where the journal is signed as usual and sinks have the same, nothing happens.
         */
        post: operations["resumeJournal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens, the valid ones first, without their secrets */
        get: operations["listTokens"];
        put?: never;
        /**
         * Give somebody a token; its secret is told this once
         * @description Asked twice, it makes two: a secret is kept nowhere, so it cannot be told again.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{token}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a token back, with the sessions that stand for it
         * @description `token` is an id, or a name that only one valid token has. On other servers it takes a second at most.
         */
        post: operations["revokeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code that opens one session of the page, once and soon */
        post: operations["issueLoginCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks, and what they may */
        get: operations["getSession"];
        put?: never;
        /** Trade a code for a session; the answer sets its cookie */
        post: operations["openSession"];
        /**
         * Log out: the session is over on every server
         * @description With a bearer token there is no session to end, and nothing happens.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server can work: its database answers */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server that answers, and how its loops stand */
        get: operations["getServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The metrics of this server, for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What is wrong with a request, or why it was refused. */
        Problem: {
            /** @description Which problem it is: `urn:cutwater:problem:` and its name. */
            type: string;
            title: string;
            status: number;
            /** @description What was wrong here, and where. */
            detail: string;
            /** @description The path that was asked. */
            instance: string;
            /** @description What to do instead. */
            remedy: string;
        } & {
            [key: string]: unknown;
        };
        /** @description One registration of a plan. */
        PlanVersion: {
            name: string;
            version: number;
            /** @description SHA-256 of the text (as a JSON string, RFC 8785), lower-case hex. */
            hash: string;
            title: string;
            by: string;
            /** Format: date-time */
            at: string;
            /** @description Null: its text does not ask for it. */
            review: components["schemas"]["PlanReview"] | null;
        };
        /** @description How often a plan is to be reviewed, and who has done it last. */
        PlanReview: {
            everyMs: number;
            /** Format: date-time */
            dueAt: string;
            overdue: boolean;
            last: {
                by: string;
                /** Format: date-time */
                at: string;
                because: string;
            } | null;
        };
        /** @description One thing that is wrong with a plan, where, and what to write instead. */
        Finding: {
            file: string;
            line: number;
            column: number;
            /** @enum {string} */
            severity: "error" | "warning";
            code: string;
            message: string;
            remedy: string;
        };
        /** @description A version of a plan with its text, and all its versions, the newest first. */
        Plan: {
            name: string;
            version: number;
            /** @description SHA-256 of the text (as a JSON string, RFC 8785), lower-case hex. */
            hash: string;
            title: string;
            by: string;
            /** Format: date-time */
            at: string;
            /** @description Null: its text does not ask for it. */
            review: components["schemas"]["PlanReview"] | null;
            text: string;
            versions: components["schemas"]["PlanVersion"][];
            /** @description The newest drill of its rollback, whatever it came to; null: none was run here. */
            lastDrill: components["schemas"]["Drill"] | null;
        };
        /** @description A rehearsal of the rollback of a plan. */
        Drill: {
            /** @example CHG-2026-0001 */
            change: string;
            plan: string;
            environment: string;
            version: string;
            /** @description The weight from which it goes back, of 10000; null: it moves no traffic. */
            at: number | null;
            by: string;
            /** @enum {string} */
            outcome: "under-way" | "proven" | "not-proven";
            /** @description Why it proves nothing: a sentence each. */
            because: string[];
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            endedAt: string | null;
            /** @description Counted on both sides, from the canary having traffic to the end. */
            requests: number;
            /** @description Of those, the ones that are ours to answer for. */
            failed: number;
        };
        /** @description Everything that somebody on call wants to know of a change. */
        Change: {
            /** @example CHG-2026-0001 */
            id: string;
            title: string;
            plan: string;
            environment: string;
            version: string;
            status: components["schemas"]["Status"];
            /** @description For `If-Match`: the revision you saw. */
            revision: number;
            requester: string;
            /** Format: date-time */
            requestedAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            headline: components["schemas"]["Headline"];
            next: components["schemas"]["Next"];
            /** @description What it has left to do at its end; null: nothing, or it has not ended. */
            followUps: components["schemas"]["FollowUps"] | null;
            /** Format: date-time */
            asOf: string;
            pace: number;
            inputs: {
                [key: string]: string | number | boolean;
            };
            approvals: {
                needed: number;
                approvedBy: string[];
            } | null;
            window: components["schemas"]["Window"];
            safety: components["schemas"]["Safety"];
            concerns: components["schemas"]["Concern"][];
            phases: components["schemas"]["Phases"] | null;
            leads: components["schemas"]["Lead"][];
            contacts: {
                [key: string]: string;
            };
            facts: components["schemas"]["Facts"];
            steps: components["schemas"]["Step"][];
            rollouts: components["schemas"]["Rollout"][];
            bakes: components["schemas"]["Bake"][];
            /** @description Of the plan itself: from the first moved request until its canary is adopted. */
            guards: components["schemas"]["Rule"][];
            levels: components["schemas"]["Level"][];
            brought: components["schemas"]["Brought"][];
            probes: components["schemas"]["ProbedSide"][];
            /** @description The acceptance, at the end. */
            checklist: components["schemas"]["ChecklistItem"][];
            checklists: components["schemas"]["Checklist"][];
            decisions: components["schemas"]["Decision"][];
            rollback: components["schemas"]["Rollback"];
            verification: components["schemas"]["Verification"];
            considerations: components["schemas"]["Considerations"];
            /** @description What people have seen of suites for it, the newest first. */
            validations: components["schemas"]["Validation"][];
            /** @description Of a change that rehearses the rollback of its plan. */
            drill: components["schemas"]["Drill"] | null;
            reverts: components["schemas"]["Reverts"];
            /** @description The change that took this one back, or is about to. */
            revertedBy: string | null;
            revertible: components["schemas"]["Revertible"];
            possible: components["schemas"]["Possible"][];
        };
        /**
         * @description The life of a change.
         * @enum {string}
         */
        Status: "draft" | "requested" | "scheduled" | "preparing" | "running" | "paused" | "rolling-back" | "succeeded" | "rolled-back" | "failed" | "cancelled" | "expired" | "missed";
        /** @description What a person reads first, in a word. */
        Headline: {
            word: string;
            /** @enum {string} */
            look: "safe" | "unsure" | "danger" | "back" | "failed" | "idle";
            /** @description Why it goes back, or ended without success. */
            cause: string | null;
        };
        /** @description What happens next, and when. */
        Next: {
            sentence: string;
            /** Format: date-time */
            at: string | null;
            /** @description What would have to be so for it not to happen, where it is something bad. */
            unless: string | null;
        };
        /** @description How many tasks a change has left, and until when they are owed. */
        FollowUps: {
            /** @description Not done, those that are overdue too. */
            open: number;
            overdue: number;
            done: number;
            /**
             * Format: date-time
             * @description Of those that are not done.
             */
            nextDueAt: string | null;
            /**
             * Format: date-time
             * @description Of those that are not done.
             */
            lastDueAt: string | null;
        };
        /** @description When it may run: planned, and as it came to be. */
        Window: {
            /** Format: date-time */
            plannedStart: string | null;
            /** Format: date-time */
            plannedEnd: string | null;
            durationMs: number;
            /** Format: date-time */
            openedAt: string | null;
            /** Format: date-time */
            endsAt: string | null;
            /** Format: date-time */
            closedAt: string | null;
            /** Format: date-time */
            overrunAt: string | null;
            /** @enum {string} */
            atEnd: "hold" | "rollback";
        } | null;
        /** @description Whether the users are well, in one sentence. */
        Safety: {
            /** @enum {string} */
            level: "safe" | "unsure" | "danger";
            sentence: string;
        };
        /** @description Something a person should know of or see to. */
        Concern: {
            /** @enum {string} */
            concern: "stuck" | "in-doubt" | "asked" | "no-data" | "not-ready" | "overrun" | "late" | "paused" | "blocked" | "waiting" | "failed" | "not-closed" | "conflict" | "strayed" | "unreachable" | "latched" | "person" | "consideration" | "verification" | "drill";
            sentence: string;
            /** @description What a program said of it, in its own words. */
            detail: string | null;
            /** Format: date-time */
            since: string | null;
            remedy: string;
            /** @description What to type for that, each doing it alone. */
            lines: string[];
            /** @description The step or checklist item that it is about. */
            item: string | null;
            /** @description The target that it is about. */
            target: string | null;
        };
        /** @description The phases of a change, and T. */
        Phases: {
            /**
             * Format: date-time
             * @description T: as planned, or as it came to be.
             */
            t: string | null;
            come: boolean;
            list: components["schemas"]["Phase"][];
        };
        /** @description A group of steps with a clock of its own. */
        Phase: {
            id: string;
            /**
             * @example T-15m
             * @example in turn
             * @example once scheduled
             */
            starts: string;
            lead: components["schemas"]["Lead"] | null;
            /** @description It has to end before T. */
            before: boolean;
            /** @enum {string} */
            status: "waiting" | "running" | "ended" | "left";
            /**
             * Format: date-time
             * @description The moment that the plan gives it, once T is known.
             */
            at: string | null;
            /** Format: date-time */
            since: string | null;
            /** Format: date-time */
            endedAt: string | null;
            budgetMs: number | null;
            /**
             * Format: date-time
             * @description When its budget is used up.
             */
            dueAt: string | null;
            /** @enum {string|null} */
            late: "told" | "paged" | null;
            steps: string[];
            done: number;
        };
        /** @description Somebody who answers for a part of a change, once the request has named them. */
        Lead: {
            id: string;
            title: string;
            person: string | null;
        };
        /** @description What the plan tells people of the change; it decides nothing. */
        Facts: {
            /** @description Who keeps the plan. */
            owner: string | null;
            /** @description Who reviews the plan. */
            reviewers: string[];
            services: string[];
            /** @description What users will notice. */
            impact: string | null;
            /** @description How long they will notice it. */
            impactMs: number | null;
            risks: {
                risk: string;
                likelihood: string;
                impact: string;
                mitigation: string | null;
            }[];
            tickets: string[];
            /** @description Where people read more. */
            links: {
                title: string;
                url: string;
            }[];
        };
        /** @description One act of the change. */
        Step: {
            id: string;
            title: string;
            /** @enum {string} */
            kind: "effect" | "rollout" | "capture" | "bake" | "adopt" | "checklist" | "approve" | "mode";
            after: string[];
            /** @enum {string} */
            status: "waiting" | "staged" | "starting" | "running" | "retrying" | "checking" | "in-doubt" | "rolling" | "capturing" | "baking" | "adopting" | "switching" | "ticking" | "deciding" | "done" | "failed" | "stopped";
            attempt: number;
            attempts: number;
            /** Format: date-time */
            since: string | null;
            reason: string | null;
            /** Format: date-time */
            retryAt: string | null;
            /** @description Flags that become live at a moment of their own, while they wait for it. */
            staged: {
                targets: string[];
                set: {
                    [key: string]: string | number | boolean | null;
                };
                /** Format: date-time */
                since: string;
                /** Format: date-time */
                liveAt: string | null;
            } | null;
            outputs: components["schemas"]["Output"][];
        };
        /** @description What one try printed, redacted and bounded: its beginning and its end. */
        Output: {
            direction: string;
            attempt: number;
            status: string;
            output: string;
        };
        /** @description A step that moves traffic through stages. */
        Rollout: {
            step: string;
            title: string;
            /** @enum {string} */
            phase: "to-come" | "moving" | "holding" | "to-adopt" | "adopting" | "done" | "left";
            stages: components["schemas"]["Stage"][];
            hold: {
                heldMs: number;
                holdMs: number;
                unseenMs: number;
                /** Format: date-time */
                endsAt: string | null;
            } | null;
            /** @description The canary becomes stable at the end, or by a later step. */
            adopt: boolean;
            adoptLater: boolean;
            promotedAllBy: string | null;
            traffic: {
                target: string;
                now: components["schemas"]["Target"] | null;
                /**
                 * @description How this change left it, once it is over.
                 * @enum {string|null}
                 */
                left: "adopted" | "closed" | "latched" | "untouched" | null;
            }[];
            weightFlag: components["schemas"]["WeightFlag"];
            rules: components["schemas"]["Rule"][];
        };
        /** @description A weight, and how long it is held. */
        Stage: {
            weight: number;
            holdMs: number;
            /** @enum {string} */
            state: "done" | "moving" | "holding" | "left" | "to-come";
            /** Format: date-time */
            from: string | null;
            /** Format: date-time */
            passedAt: string | null;
            promotedBy: string | null;
        };
        /** @description Where the traffic of one target goes. */
        Target: {
            /** @description `environment/service` */
            name: string;
            /** @enum {string} */
            mode: "open" | "closed";
            latched: boolean;
            /** @enum {string} */
            stable: "blue" | "green";
            /** @description What runs in each slot, as far as changes have said so. */
            versions: {
                stable: string | null;
                canary: string | null;
            };
            generation: number;
            /** @description The canary's share as it is wanted, in basis points. */
            desired: number;
            /** @description The highest share that any proxy has; null when none has answered. */
            observed: number | null;
            /** @description Every live proxy has exactly what is wanted. */
            settled: boolean;
            /** @description What its proxies turn away, and who wants it so. */
            traffic: {
                /** @enum {string} */
                mode: "normal" | "read-only" | "maintenance";
                /** @description What those who are turned away read. */
                banner: string | null;
                /**
                 * Format: date-time
                 * @description When it is expected to end; nothing ends by itself.
                 */
                until: string | null;
                /** @description Writes let through before the mode and under way still; null while not known. */
                writes: number | null;
                /** @description Who set it last, why and when; null while nobody ever has. */
                set: {
                    by: string;
                    because: string | null;
                    /** Format: date-time */
                    at: string;
                } | null;
            };
            /** @description The change that may move it. */
            owner: string | null;
            /** @description A proxy has what the database cannot explain; a person has to decide. */
            conflict: {
                sentence: string;
                /** Format: date-time */
                since: string;
                /** @description What would happen if the database took what the proxy says. */
                adoptProxy: string;
                /** @description What would happen if the proxy got what the database says. */
                overwriteProxy: string;
            } | null;
            proxies: {
                instance: string;
                weight: number | null;
                generation: number | null;
                /** Format: date-time */
                seenAt: string | null;
                /** @description Why it could not be reached; null while it answers. */
                unreachable: string | null;
            }[];
            /** @description Proxies that do not answer and that somebody has written off; not among the others. */
            dismissed: {
                instance: string;
                by: string;
                because: string;
                /** Format: date-time */
                at: string;
            }[];
        };
        /** @description A flag that follows the weight, and never runs ahead of it. */
        WeightFlag: {
            flag: string;
            /** @enum {string} */
            status: "to-come" | "setting" | "set" | "retrying" | "failed";
            /** @description What it was last told. */
            percent: number | null;
            /** @description Why it could not be set. */
            reason: string | null;
            /** Format: date-time */
            retryAt: string | null;
        } | null;
        /** @description A gate that has to hold, or a guard that must not trip. */
        Rule: {
            id: string;
            /** @enum {string} */
            kind: "gate" | "guard";
            signal: string;
            shape: components["schemas"]["SignalShape"];
            wanted: string;
            /** @enum {string} */
            otherwise: "hold" | "pause" | "rollback" | "rollback-gradual";
            /** @description What follows when a gate cannot tell for so long after its time. */
            inconclusive: {
                afterMs: number;
                /** @enum {string} */
                then: "hold" | "pause" | "rollback";
            } | null;
            targets: components["schemas"]["RuleOnTarget"][];
        };
        /** @description What the numbers of a signal are, as its binding says. */
        SignalShape: {
            /** @enum {string} */
            kind: "ratio" | "distribution" | "gauge" | "count" | "mean";
            /**
             * @description Durations are in milliseconds whether shown in ms or s, ratios from 0 to 1, sizes in bytes.
             * @enum {string}
             */
            unit: "ratio" | "ms" | "s" | "bytes" | "per-second" | "count" | "money" | "none";
            /**
             * @description Which way is worse.
             * @enum {string}
             */
            direction: "higher" | "lower";
            /** @description Of money: its ISO 4217 code. */
            currency?: string;
        };
        /** @description A rule on one target, with the numbers it is decided by. */
        RuleOnTarget: {
            target: string;
            watched: boolean;
            /** @enum {string|null} */
            verdict: "worse" | "no-worse" | "inconclusive" | "no-data" | "assumption-violated" | null;
            value: number | null;
            shown: string | null;
            bound: {
                op: string;
                value: number | null;
            };
            /** @description The numbers of the bound, where they are known. */
            limits: number[];
            /** @description What a bound came to that refers to another number, and to which. */
            resolved: string | null;
            samples: number;
            minSamples: number;
            stable: {
                value: number | null;
                samples: number;
            } | null;
            sharedIncident: boolean;
            /** @description What the sequential judge has found; of other rules none. */
            test: {
                sentence: string;
                /** @description How much of what it needs there is, 0 to 1. */
                evidence: number;
                /** @description Canary to stable. */
                ratio: number | null;
                low: number | null;
                high: number | null;
                bound: number;
                extra: number;
            } | null;
            /** @description Of a rule that judges every series of a label: all of them, the worst first. */
            each: {
                label: string;
                /** @description Whose numbers the rule shows: the worst. */
                name: string | null;
                summary: string;
                series: {
                    name: string;
                    /** @enum {string} */
                    verdict: "worse" | "no-worse" | "inconclusive" | "no-data" | "assumption-violated";
                    shown: string | null;
                    samples: number;
                }[];
            } | null;
            /** Format: date-time */
            seenUpTo: string | null;
            /** Format: date-time */
            silentSince: string | null;
            /** @description Why its source could not be asked. */
            unavailable: string | null;
            /** @description What follows by itself at that moment, unless it changes before. */
            threat: {
                /** @enum {string} */
                then: "pause" | "rollback" | "rollback-gradual";
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                because: "bound" | "no-data";
            } | null;
        };
        /** @description A step that watches without moving traffic. */
        Bake: {
            step: string;
            title: string;
            /** @enum {string} */
            phase: "to-come" | "baking" | "done" | "left";
            forMs: number;
            /** @description How often its gates are asked on the way. */
            everyMs: number | null;
            hold: {
                heldMs: number;
                holdMs: number;
                unseenMs: number;
                /** Format: date-time */
                endsAt: string | null;
            } | null;
            prolonged: boolean;
            rules: components["schemas"]["Rule"][];
        };
        /** @description Levels of a signal, which are shown and told, and decide nothing. */
        Level: {
            id: string;
            signal: string;
            shape: components["schemas"]["SignalShape"];
            /** @enum {string} */
            worse: "lower" | "higher";
            /** @description Over which span it is one number, such as 5m. */
            over: string;
            thresholds: {
                /** @enum {string} */
                level: "warn" | "critical" | "governance";
                shown: string;
            }[];
            targets: {
                target: string;
                watched: boolean;
                /** @description All that are reached; null: nothing is known, or too little. */
                reached: ("warn" | "critical" | "governance")[] | null;
                value: number | null;
                shown: string | null;
                samples: number;
                /** Format: date-time */
                seenUpTo: string | null;
                /** Format: date-time */
                silentSince: string | null;
                unavailable: string | null;
            }[];
        };
        /** @description Where the new version of a change is on a target: to-come (nowhere yet), there (beside what serves everybody), adopted (it serves everybody), going (the change goes back), over (the change has ended). */
        Brought: {
            target: string;
            /** @description Null where the change names none. */
            version: string | null;
            /** @enum {string} */
            is: "there" | "adopted";
            /** @enum {string} */
            side: "blue" | "green";
        } | {
            target: string;
            /** @description Null where the change names none. */
            version: string | null;
            /** @enum {string} */
            is: "to-come" | "going" | "over";
        };
        /** @description What a side that the change has deployed says of itself. */
        ProbedSide: {
            target: string;
            /** @enum {string} */
            side: "blue" | "green";
            /** @description Whether it is being asked now. */
            asked: boolean;
            /**
             * Format: date-time
             * @description Since when nobody has asked it.
             */
            silentSince: string | null;
            sentence: string;
            probes: {
                probe: string;
                /** @enum {string} */
                kind: "startup" | "live" | "ready" | "critical" | "shown";
                path: string;
                /**
                 * @description Null: it has not come to a word yet.
                 * @enum {string|null}
                 */
                now: "well" | "failing" | null;
                /** Format: date-time */
                since: string | null;
                /** @description The answer that made it so. */
                says: string | null;
            }[];
        };
        /** @description One line of the acceptance; what is left to a person has not passed. */
        ChecklistItem: {
            id: string;
            title: string;
            /** @enum {string} */
            status: "waiting" | "running" | "passed" | "failed" | "left-to-person";
            /** Format: date-time */
            at: string | null;
            evidence: string | null;
            outputs: components["schemas"]["Output"][];
        };
        /** @description The checklist of a step, or of a stage after its hold. */
        Checklist: {
            /** @description `STEP`, in a stage `STEP@STAGE`, where the first stage is 1. */
            ref: string;
            step: string;
            title: string;
            /** @enum {string} */
            state: "to-come" | "open" | "done" | "left";
            /** Format: date-time */
            since: string | null;
            passed: number;
            items: components["schemas"]["Item"][];
        };
        /** @description One line of a checklist that the change waits for. */
        Item: {
            /**
             * @description As commands name it: `STEP/ITEM`.
             * @example go-no-go/runbook
             */
            ref: string;
            title: string;
            /** @enum {string} */
            check: "held" | "held-slos" | "guards-quiet" | "act" | "events" | "person" | "rule" | "drill";
            /** @description It blocks until it has passed. */
            required: boolean;
            /** @enum {string} */
            status: "to-come" | "waiting" | "open" | "running" | "failed" | "passed" | "not-ready";
            /** @description Who ticks it, in the plan's words. */
            who: string | null;
            /** @description The one person who may tick it. */
            person: string | null;
            /** @description A file has to come with the tick. */
            attach: boolean;
            /** Format: date-time */
            at: string | null;
            /** @description What was seen last, or why a person is not ready. */
            evidence: string | null;
            by: string | null;
            note: string | null;
            attachment: components["schemas"]["Attachment"];
            /**
             * Format: date-time
             * @description When evidence that failed is asked again.
             */
            askAt: string | null;
            outputs: components["schemas"]["Output"][];
        };
        /** @description A file that came with a person's word, kept by its hash. */
        Attachment: {
            name: string;
            bytes: number;
            sha256: string;
        } | null;
        /** @description An approval in the run: who makes it, and what they have said. */
        Decision: {
            step: string;
            title: string;
            decision: string;
            /** @enum {string} */
            state: "to-come" | "open" | "approved" | "failed" | "left";
            /** @description How many of `by` have to approve. */
            quorum: number;
            by: {
                lead: string;
                title: string;
                person: string | null;
            }[];
            /** Format: date-time */
            since: string | null;
            /** Format: date-time */
            until: string | null;
            said: {
                by: string;
                lead: string;
                /** @enum {string} */
                as: "approve" | "reject";
                /** Format: date-time */
                at: string;
                because: string | null;
            }[];
            /** @description Why it was not approved. */
            reason: string | null;
        };
        /** @description A rollback: traffic first, then each undo, newest first. */
        Rollback: {
            cause: string;
            evidence: string | null;
            by: string;
            /** Format: date-time */
            startedAt: string;
            latch: boolean;
            /** @enum {string} */
            traffic: "descending" | "closing" | "closed" | "untouched";
            /** Format: date-time */
            closedAt: string | null;
            undo: {
                step: string;
                title: string;
                /** @enum {string} */
                status: "waiting" | "running" | "retrying" | "done" | "failed" | "skipped";
                reason: string | null;
                harmless: boolean;
            }[];
            /** @description On its way down step by step: of 10000. */
            weight: number | null;
            steps: {
                id: string;
                title: string;
                /** @enum {string} */
                status: "waiting" | "running" | "retrying" | "done" | "failed" | "skipped";
                reason: string | null;
                outputs: components["schemas"]["Output"][];
            }[];
            /** @description What took longer than the plan allows. */
            late: ("close" | "undo")[];
            /** @description Its own steps that were not done. */
            notDone: string[];
            notUndone: string[];
        } | null;
        /** @description Whether all is well after a rollback; a record beside the change. */
        Verification: {
            /** @enum {string} */
            status: "watching" | "passed" | "failed" | "inconclusive";
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string | null;
            /** Format: date-time */
            endedAt: string | null;
            wanted: string[];
            gates: {
                gate: string;
                target: string;
                seen: string;
            }[];
            because: string | null;
            settled: {
                by: string;
                /** Format: date-time */
                at: string;
                because: string;
            } | null;
        } | null;
        /** @description What people weigh before they call for a rollback. */
        Considerations: {
            weigh: string[];
            raised: components["schemas"]["Consideration"][];
        };
        /** @description Somebody asked whether it should go back, and what was answered. */
        Consideration: {
            number: number;
            by: string;
            /** Format: date-time */
            at: string;
            because: string;
            answer: {
                /** @enum {string} */
                as: "declined" | "rolled-back";
                by: string;
                /** Format: date-time */
                at: string;
                because: string;
            } | null;
        };
        /** @description Somebody has looked at suites for the change. */
        Validation: {
            /** Format: date-time */
            at: string;
            by: string;
            /** @enum {string} */
            outcome: "passed" | "failed" | "unknown";
            suites: components["schemas"]["SuiteSeen"][];
            /** @description Targets of which the new version was looked at. */
            canary: string[];
            /** @description SHA-256 of the page that was written of it. */
            report: string | null;
        };
        /** @description What a suite has shown. */
        SuiteSeen: {
            name: string;
            title: string;
            /** @enum {string} */
            outcome: "passed" | "failed" | "unknown";
            passed: number;
            failed: number;
            unknown: number;
            /** @description What has to be read first, with how many passed. */
            says: string;
        };
        /** @description Of a revert: the change that it takes back. */
        Reverts: {
            change: string;
            because: string;
            gradual: boolean;
            leaves: string[];
        } | null;
        /** @description How a change can be taken back now. */
        Revertible: {
            sentence: string;
            /** Format: date-time */
            warmUntil: string | null;
            command: string;
        } | null;
        /** @description What the change would answer to a command now, and what would follow. */
        Possible: {
            /** @enum {string} */
            command: "pause" | "resume" | "promote" | "abort" | "rollback" | "kill" | "extend" | "settle" | "answer" | "consider" | "decline";
            /** @description What to send, but for what `asks` names. */
            send: {
                [key: string]: string | boolean | number;
            };
            /** @description What a person adds: why; why too few samples may do; how much longer. */
            asks: ("because" | "override" | "by")[];
            /** @description Of a settle: the step, checklist item or undo that it is about. */
            item: {
                /** @enum {string} */
                of: "step" | "check" | "undo" | "back-step" | "verification" | "consideration";
                id: string;
                title: string;
            } | null;
            consequence: string;
            /** @enum {string} */
            answer: "would-do" | "already" | "refused";
            because: string | null;
            remedy: string | null;
        };
        /** @description A change in a list. */
        ChangeLine: {
            /** @example CHG-2026-0001 */
            id: string;
            title: string;
            plan: string;
            environment: string;
            version: string;
            status: components["schemas"]["Status"];
            /** @description For `If-Match`: the revision you saw. */
            revision: number;
            requester: string;
            /** Format: date-time */
            requestedAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            headline: components["schemas"]["Headline"];
            /** @description What it is doing, in a few words. */
            doing: string;
            /** @description Null once it is over. */
            next: components["schemas"]["Next"] | null;
            /** @description Stages, steps and checks: how many of them are done. */
            progress: {
                done: number;
                of: number;
            };
            /** @description What it has left to do at its end; null: nothing, or it has not ended. */
            followUps: components["schemas"]["FollowUps"] | null;
        };
        /** @description One line of a change's journal, as people read it. */
        Entry: {
            seq: number;
            /** Format: date-time */
            at: string;
            by: string;
            type: string;
            /** @description The name to subscribe to, such as `canary:step`. */
            event: string | null;
            sentence: string;
            /** @enum {string} */
            weight: "loud" | "plain" | "refusal";
        };
        /** @description Something that waits for the person who asks. */
        Mine: {
            change: string;
            plan: string;
            environment: string;
            /**
             * @description A guard of the plan asks whether the change goes on; a follow-up is a task that you owe after its end.
             * @enum {string}
             */
            kind: "approval" | "item" | "decision" | "guard" | "follow-up";
            /** @description As the command names it; null of an approval before the change begins. */
            ref: string | null;
            title: string;
            attach: boolean;
            /** @description The request names you; else anyone who may answer can. */
            named: boolean;
            /** Format: date-time */
            since: string | null;
            notReady: string | null;
            /**
             * Format: date-time
             * @description Of a task that you owe: until when.
             */
            dueAt: string | null;
            overdue: boolean;
            /** @description Of a task whose evidence is looked for: what ends it without your word. */
            doneOnceSeen: string | null;
        };
        /** @description What it would do to take a change back, or why it would be refused. */
        Revert: {
            change: string;
            gradual: boolean;
            plan: {
                title: string;
                /** @description Empty when nobody knows it, or when the targets differ. */
                version: string;
                targets: {
                    /** @description `environment/service` */
                    target: string;
                    /** @description What serves after it; null when nobody knows. */
                    version: string | null;
                    /**
                     * @description Whether it still runs beside, or is deployed again.
                     * @enum {string}
                     */
                    way: "warm" | "deploy";
                    /** Format: date-time */
                    warmUntil: string | null;
                }[];
                /**
                 * Format: date-time
                 * @description The first end of a side that is kept warm.
                 */
                warmUntil: string | null;
                does: string[];
                /** @description What it cannot take back, each with its reason. */
                leaves: string[];
                /** @description Send it along: what is no longer exactly this is refused. */
                seen: string;
            } | null;
            refused: {
                because: string;
                remedy: string;
            } | null;
        };
        /** @description What went wrong with a change, from its journal. */
        IncidentReport: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            report: "incident";
            change: string;
            title: string;
            plan: string;
            environment: string;
            version: string;
            targets: string[];
            status: components["schemas"]["Status"];
            /** @description Something may still come. */
            soFar: boolean;
            upTo: {
                /** Format: date-time */
                at: string;
                entries: number;
            };
            /** Format: date-time */
            t: string | null;
            /** @description Three sentences. */
            summary: {
                what: string;
                why: string;
                end: string;
            };
            cause: {
                /** @enum {string} */
                kind: "asked" | "killed" | "superseded" | "guard" | "gate" | "incident" | "no-data" | "probe" | "step" | "overrun" | "latched" | "drill" | "missed";
                sentence: string;
                /** Format: date-time */
                at: string;
                by: string;
                rule: {
                    rule: string;
                    /** @enum {string} */
                    kind: "guard" | "gate";
                    target: string;
                    /** Format: date-time */
                    at: string;
                    /** @description The judge's own. */
                    sentence: string;
                    bound: string;
                    measured: string;
                    samples: number;
                    /** Format: date-time */
                    from: string;
                    /** Format: date-time */
                    to: string;
                    /**
                     * Format: date-time
                     * @description At the latest since then the bound was broken.
                     */
                    brokenSince: string;
                    /** @description Stable broke it too. */
                    sharedIncident: boolean;
                    /** @description Of a rule that tests: times stable, its 95 % interval, and the events beyond stable. */
                    test: {
                        ratio: number | null;
                        low: number | null;
                        high: number | null;
                        extra: number;
                    } | null;
                } | null;
                before: {
                    rule: string;
                    /** @enum {string} */
                    kind: "guard" | "gate";
                    target: string;
                    /** Format: date-time */
                    at: string;
                    /** @description The judge's own. */
                    sentence: string;
                    bound: string;
                    measured: string;
                    samples: number;
                    /** Format: date-time */
                    from: string;
                    /** Format: date-time */
                    to: string;
                    /**
                     * Format: date-time
                     * @description At the latest since then the bound was broken.
                     */
                    brokenSince: string;
                    /** @description Stable broke it too. */
                    sharedIncident: boolean;
                    /** @description Of a rule that tests: times stable, its 95 % interval, and the events beyond stable. */
                    test: {
                        ratio: number | null;
                        low: number | null;
                        high: number | null;
                        extra: number;
                    } | null;
                }[];
            } | null;
            moments: {
                /** Format: date-time */
                trafficFrom: string | null;
                /** Format: date-time */
                breach: string | null;
                /** Format: date-time */
                decided: string | null;
                /** Format: date-time */
                closed: string | null;
                /** Format: date-time */
                ended: string | null;
                /** @description The most that the general public got of the canary. */
                most: number;
                exposedMs: number;
            };
            durations: {
                what: string;
                tookMs: number;
                limitMs: number | null;
                /** @description It was not over yet. */
                open: boolean;
            }[];
            traffic: {
                targets: string[];
                points: {
                    /** Format: date-time */
                    at: string;
                    weight: number;
                    adopted: boolean;
                }[];
            }[];
            evidence: {
                signal: string;
                target: string;
                shape: components["schemas"]["SignalShape"];
                bounds: number[];
                points: {
                    /** Format: date-time */
                    at: string;
                    canary: number | null;
                    stable: number | null;
                }[];
            } | null;
            undone: {
                id: string;
                title: string;
                /** @enum {string} */
                outcome: "undone" | "nothing-to-undo" | "not-undone" | "open";
                /** @description What was seen, or why it was not. */
                because: string | null;
                tookMs: number | null;
                /** @description What one attempt may take. */
                limitMs: number | null;
                attempts: number;
            }[];
            /** @description Those of the plan's own rollback. */
            steps: {
                id: string;
                title: string;
                /** @enum {string} */
                outcome: "undone" | "nothing-to-undo" | "not-undone" | "open";
                /** @description What was seen, or why it was not. */
                because: string | null;
                tookMs: number | null;
                /** @description What one attempt may take. */
                limitMs: number | null;
                attempts: number;
            }[];
            considerations: {
                by: string;
                /** Format: date-time */
                at: string;
                because: string;
                answer: string | null;
            }[];
            validations: {
                /** @enum {string} */
                outcome: "passed" | "failed" | "unknown";
                /** Format: date-time */
                at: string;
                sentence: string;
            }[];
            verification: {
                /** @enum {string} */
                outcome: "passed" | "failed" | "inconclusive" | "open";
                /** Format: date-time */
                at: string;
                sentence: string;
                settled: string | null;
            } | null;
            owed: {
                title: string;
                owner: string;
                /** Format: date-time */
                dueAt: string;
                done: string | null;
            }[];
            people: {
                name: string;
                as: string | null;
                did: {
                    /** Format: date-time */
                    at: string;
                    fromT: string;
                    sentence: string;
                }[];
            }[];
            timeline: ({
                /** Format: date-time */
                at: string;
                fromT: string;
                by: string;
                sentence: string;
                /** @enum {string} */
                weight: "loud" | "plain" | "refusal";
            } | {
                /** @description So many entries are not shown here. */
                left: number;
            })[];
            links: {
                title: string;
                url: string;
            }[];
            /** @description What would have made it too long. */
            leftOut: string[];
        };
        /** @description There is nothing to report, and why. */
        NoReport: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            report: "none";
            change: string;
            title: string;
            status: components["schemas"]["Status"];
            sentence: string;
        };
        /** @description What a drill came to, made of its journal. */
        DrillRecord: {
            /** @example CHG-2026-0001 */
            change: string;
            plan: string;
            environment: string;
            version: string;
            /** @description The weight from which it goes back, of 10000; null: it moves no traffic. */
            at: number | null;
            by: string;
            /** @enum {string} */
            outcome: "under-way" | "proven" | "not-proven";
            /** @description Why it proves nothing: a sentence each. */
            because: string[];
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            endedAt: string | null;
            /** @description Counted on both sides, from the canary having traffic to the end. */
            requests: number;
            /** @description Of those, the ones that are ours to answer for. */
            failed: number;
            /** Format: date-time */
            wentBackAt: string | null;
            parts: {
                what: string;
                /** @description Null: it was never begun. */
                tookMs: number | null;
                limitMs: number | null;
                /** @description Null while it lasts. */
                ok: boolean | null;
                because: string | null;
            }[];
            counted: {
                target: string;
                /** @enum {string} */
                slot: "stable" | "canary";
                requests: number;
                failed: number;
            }[];
        };
        /** @description A task that a change has left at its end. */
        FollowUp: {
            change: string;
            /** @description The title of the change. */
            of: string;
            environment: string;
            /** @description Its id, unique within the change. */
            task: string;
            title: string;
            /** @description Who owes it. */
            owner: string;
            /** @description As what; null: as the requester of the change. */
            as: string | null;
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            dueAt: string;
            /** @enum {string} */
            state: "open" | "overdue" | "done";
            done: {
                by: string;
                /** Format: date-time */
                at: string;
                /** @description A person's words, or what was seen. */
                note: string;
                /** @description Nobody has said so: it was seen. */
                byEvidence: boolean;
                attachments: {
                    name: string;
                    bytes: number;
                    sha256: string;
                }[];
            } | null;
            /** @description What is looked at in place of a person's word; null: only that counts. */
            evidence: {
                /** @description What has to be seen, in words. */
                looksFor: string;
                /**
                 * Format: date-time
                 * @description Only what was after it counts.
                 */
                from: string;
                /**
                 * Format: date-time
                 * @description Of a round: only what was before it. Null: what comes late counts too.
                 */
                until: string | null;
                /**
                 * Format: date-time
                 * @description When it is looked at next; null: not any more, a person has to say it.
                 */
                nextAt: string | null;
                seen: {
                    /** Format: date-time */
                    at: string;
                    words: string;
                } | null;
            } | null;
        };
        /** @description The traffic split of a change over time, and what was measured meanwhile. */
        Series: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * Format: date-time
             * @description Where the first step of the measured numbers begins.
             */
            measuredFrom: string;
            /** @description How long a step is: at most some 600 reach to the end. */
            stepMs: number;
            targets: {
                target: string;
                /** @description Each holds until the next. */
                split: {
                    /** Format: date-time */
                    at: string;
                    desired: number;
                    observed: number | null;
                    /** @description What was the canary is stable: everybody has it. */
                    adopted: boolean;
                }[];
                signals: {
                    signal: string;
                    shape: components["schemas"]["SignalShape"];
                    canary: components["schemas"]["MeasuredLine"];
                    stable: components["schemas"]["MeasuredLine"];
                }[];
            }[];
        };
        /** @description A signal over time, one number for each step. */
        MeasuredLine: {
            values: (number | null)[];
            /** @description Of each value; 0: nobody came, null: nobody measured. */
            samples: (number | null)[];
            /** Format: date-time */
            upTo: string | null;
            unavailable: string | null;
        };
        /** @description Every signal of an environment as it is now. */
        Signals: {
            environment: string;
            /** Format: date-time */
            at: string;
            signals: {
                signal: string;
                shape: components["schemas"]["SignalShape"];
                /** @description Its objective, in the scale of the unit. */
                slo: number | null;
                /** @description Who measures it. */
                source: string;
                /** @description Over how long each value was measured. */
                overMs: number;
                targets: {
                    target: string;
                    stable: components["schemas"]["MeasuredNow"];
                    canary: components["schemas"]["MeasuredNow"];
                }[];
            }[];
        };
        /** @description A signal on one side of a target as it is now. */
        MeasuredNow: {
            value: number | null;
            samples: number;
            /**
             * Format: date-time
             * @description Up to when it was measured: now less this is its age.
             */
            upTo: string | null;
            /** @description Why there is no value. */
            why: string | null;
        };
        /** @description A flag of a target, as it is now. `value` is what everybody gets, null when the definition decides by subject. */
        Flag: {
            environment: string;
            target: string;
            flag: string;
            value: string | number | boolean | null;
            definition: components["schemas"]["FlagDefinition"];
            lock: {
                by: string;
                because: string;
                /** Format: date-time */
                since: string;
            } | null;
            version: number;
            /** Format: date-time */
            at: string;
            /** @description What changes under way have staged for it, and from when it counts. */
            staged: {
                change: string;
                value: string | number | boolean | null;
                /** Format: date-time */
                since: string;
                /** Format: date-time */
                liveAt: string | null;
            }[];
        };
        /** @description In flagd's format, with $evaluators beside it where its targeting refers to them. */
        FlagDefinition: ({
            /** @enum {string} */
            state: "ENABLED" | "DISABLED";
            variants: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        }) | null;
        /** @description It is so; `already` says that it was so before. */
        FlagDone: {
            environment: string;
            target: string;
            flag: string;
            /** @enum {boolean} */
            done: true;
            already: boolean;
        };
        FlagdFile: {
            flags: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description One setting of a flag; one with neither value nor definition removed it. */
        FlagVersion: {
            version: number;
            value: string | number | boolean | null;
            definition: components["schemas"]["FlagDefinition"];
            by: string;
            because: string;
            /** Format: date-time */
            at: string;
        };
        /** @description One place where two versions differ, as in `targeting.if[0]`. */
        FlagDifference: {
            path: string;
            was?: unknown;
            is?: unknown;
        };
        /** @description What became of each flag of a file; `imported` is false for a dry run, which says what would. */
        FlagsImported: {
            environment: string;
            target: string;
            imported: boolean;
            flags: {
                flag: string;
                /** @enum {string} */
                is: "new" | "changed" | "same";
                differences: components["schemas"]["FlagDifference"][];
                lockedBy: string | null;
            }[];
        };
        /** @description Without `value` the caller uses the default in its own code. UNKNOWN with `reason` DEFAULT in the metadata: no rule matched. */
        OfrepEvaluation: {
            key: string;
            value?: string | number | boolean | {
                [key: string]: unknown;
            };
            /** @enum {string} */
            reason: "STATIC" | "TARGETING_MATCH" | "SPLIT" | "DISABLED" | "UNKNOWN";
            variant?: string;
            metadata?: {
                [key: string]: string | number | boolean;
            };
        };
        OfrepFailure: {
            key: string;
            /** @enum {string} */
            errorCode: "FLAG_NOT_FOUND" | "PARSE_ERROR" | "TARGETING_KEY_MISSING" | "INVALID_CONTEXT" | "GENERAL";
            errorDetails: string;
            metadata?: {
                [key: string]: string | number | boolean;
            };
        };
        OfrepRequest: {
            /** @description The subject (`targetingKey`) and whatever else rules ask for, such as `segment`. */
            context?: {
                targetingKey?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        OfrepBulk: {
            flags: (components["schemas"]["OfrepEvaluation"] | components["schemas"]["OfrepFailure"])[];
        };
        OfrepBulkFailure: {
            /** @enum {string} */
            errorCode: "PARSE_ERROR" | "INVALID_CONTEXT" | "GENERAL";
            errorDetails: string;
        };
        /** @description Where a stream ends. */
        Head: {
            stream: string;
            seq: number;
            hash: string;
        };
        /** @description An entry as it is stored, so that anybody can verify it. */
        StoredEntry: {
            stream: string;
            seq: number;
            /** @description Milliseconds since 1970, as they are hashed. */
            at: number;
            actor: components["schemas"]["Actor"];
            type: string;
            version: number;
            /** @description By type and version. */
            data?: unknown;
            previous: string;
            /** @description SHA-256 over the RFC 8785 canonical JSON of everything else. */
            hash: string;
        };
        /** @description Who did it: somebody with a token, Cutwater itself, or another change. */
        Actor: {
            /** @enum {string} */
            kind: "person";
            name: string;
        } | {
            /** @enum {string} */
            kind: "engine";
        } | {
            /** @enum {string} */
            kind: "change";
            id: string;
        };
        /** @description A signed Merkle root over the heads of the streams that moved. */
        Checkpoint: {
            n: number;
            at: number;
            previous: string;
            heads: components["schemas"]["Head"][];
            root: string;
            hash: string;
            /** @description Ed25519 over `hash`, base64. */
            signature: string;
            key: string;
            /** @description Of one that took up what a restore or a lost key had broken off: up to which one the earlier ones count. Part of what is hashed. */
            resumes?: {
                after: number;
                by: string;
                because: string;
            } | null;
        };
        /** @description The journal is signed. */
        Resumed: {
            /** @description It was signed as usual, and nothing happened. */
            already: boolean;
            /** @description The newest checkpoint; null when nothing was written yet. */
            head: {
                n: number;
                hash: string;
            } | null;
            /** @description What was signed up to here still counts; what came later is set aside. */
            after: number | null;
            /** @description The key that signs from now on. */
            key: string;
            /** @description It was made for this: pin its public key wherever you verify. */
            newKey: boolean;
            /**
             * @description Why nothing was signed, or that a sink in other hands holds another history.
             * @enum {string|null}
             */
            was: "cut-off" | "never-signed" | "key-lost" | "sink-differs" | null;
        };
        /** @description A way in, without its secret. */
        Token: {
            /** @description Names it; it lets nobody in. */
            id: string;
            /** @description Who acts with it, in the journal. */
            name: string;
            /** @description Of author, requester, operator, guardian, participant, viewer, auditor, sdk, admin. */
            roles: string[];
            /** @enum {string} */
            state: "valid" | "expired" | "revoked";
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /**
             * Format: date-time
             * @description To the minute; null while it was never used.
             */
            lastUsedAt: string | null;
            revokedBy: string | null;
            /** Format: date-time */
            revokedAt: string | null;
        };
        /** @description Who asks, and what they may. */
        Session: {
            /** @description Who acts, in the journal. */
            name: string;
            roles: string[];
            permissions: ("read" | "read-journal" | "register-plan" | "open-change" | "command-change" | "consider" | "answer-change" | "kill" | "release" | "set-mode" | "set-flag" | "lock-flag" | "evaluate-flag" | "manage-tokens" | "resume-journal")[];
            /** Format: date-time */
            expiresAt: string;
            /** @description What `X-CSRF-Token` has to carry in every request that acts; null for a bearer token, which needs none. */
            csrf: string | null;
        };
        /** @description One server, and how its loops stand. */
        Server: {
            /** @description Its data directory and this start of it; effects that it begins carry this. */
            instance: string;
            /** Format: date-time */
            startedAt: string;
            /**
             * Format: date-time
             * @description Now, by its clock.
             */
            at: string;
            loops: components["schemas"]["Loop"][];
        };
        /** @description Something that goes on in a server by itself. */
        Loop: {
            name: string;
            /** @description Which of several of its kind: a target, a source; null where there is one. */
            of: string | null;
            purpose: string;
            /** @description The longest pause between two rounds. */
            everyMs: number;
            /** @description What lets the next round begin sooner. */
            wokenBy: string | null;
            /** @description A round that takes longer counts as standing. */
            limitMs: number;
            /** @enum {string} */
            state: "starting" | "working" | "failing" | "standing";
            /** @description How late its next success is; 0 while it is not due. */
            lagMs: number;
            /** Format: date-time */
            lastStartedAt: string | null;
            /** Format: date-time */
            lastSucceededAt: string | null;
            /** @description How long the last round took that ended. */
            lastMs: number | null;
            /** @description In a row. */
            failures: number;
            /** @description What the last failure said; null while it works. */
            error: string | null;
            /** @description What to do when it fails or stands. */
            remedy: string;
        };
    };
    responses: {
        /** @description The query cannot be answered; or: The body is not JSON; or: The body does not say what is needed. */
        "invalid-query.malformed-json.invalid-body": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-query" | "urn:cutwater:problem:malformed-json" | "urn:cutwater:problem:invalid-body";
                };
            };
        };
        /** @description A token is needed; or: The token has expired; or: The token was revoked; or: The session is over. */
        "unauthenticated.token-expired.token-revoked.session-over": {
            headers: {
                /** @description How to be known. */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unauthenticated" | "urn:cutwater:problem:token-expired" | "urn:cutwater:problem:token-revoked" | "urn:cutwater:problem:session-over";
                };
            };
        };
        /** @description The request comes from another site; or: This is not allowed; or: The request was not sent by our own page. */
        "foreign-origin.not-allowed.csrf": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:foreign-origin" | "urn:cutwater:problem:not-allowed" | "urn:cutwater:problem:csrf";
                };
            };
        };
        /** @description The request came too slowly. */
        "request-too-slow": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:request-too-slow";
                };
            };
        };
        /** @description The body is too large. */
        "body-too-large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:body-too-large";
                };
            };
        };
        /** @description The body has to be JSON. */
        "not-json": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:not-json";
                };
            };
        };
        /** @description The request was meant for another host. */
        "foreign-host": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:foreign-host";
                };
            };
        };
        /** @description The plan cannot be run. */
        "plan-findings": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:plan-findings";
                };
            };
        };
        /** @description Too many requests. */
        "too-many-requests": {
            headers: {
                /** @description When to ask again, in seconds. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:too-many-requests";
                };
            };
        };
        /** @description Something went wrong in the server. */
        "internal-error": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:internal-error";
                };
            };
        };
        /** @description The server is not ready. */
        "not-ready": {
            headers: {
                /** @description When to ask again, in seconds. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:not-ready";
                };
            };
        };
        /** @description The answer took too long. */
        "too-slow": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:too-slow";
                };
            };
        };
        /** @description The query cannot be answered; or: The cursor belongs to another list. */
        "invalid-query.foreign-cursor": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-query" | "urn:cutwater:problem:foreign-cursor";
                };
            };
        };
        /** @description The query cannot be answered. */
        "invalid-query": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-query";
                };
            };
        };
        /** @description There is no such plan. */
        "unknown-plan": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-plan";
                };
            };
        };
        /** @description The query cannot be answered; or: The request cannot be read; or: An Idempotency-Key is needed; or: The body is not JSON; or: The body does not say what is needed. */
        "invalid-query.malformed-request.missing-idempotency-key.malformed-json.invalid-body": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-query" | "urn:cutwater:problem:malformed-request" | "urn:cutwater:problem:missing-idempotency-key" | "urn:cutwater:problem:malformed-json" | "urn:cutwater:problem:invalid-body";
                };
            };
        };
        /** @description The plan cannot be run; or: The Idempotency-Key was used for something else. */
        "plan-findings.key-reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:plan-findings" | "urn:cutwater:problem:key-reused";
                };
            };
        };
        /** @description There is no such change. */
        "unknown-change": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-change";
                };
            };
        };
        /** @description There is no such change; or: There is no such plan. */
        "unknown-change.unknown-plan": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-change" | "urn:cutwater:problem:unknown-plan";
                };
            };
        };
        /** @description The change refuses. */
        refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:refused";
                };
            };
        };
        /** @description The change has moved on. */
        "wrong-revision": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:wrong-revision";
                };
            };
        };
        /** @description The Idempotency-Key was used for something else; or: The plan cannot be run. */
        "key-reused.plan-findings": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:key-reused" | "urn:cutwater:problem:plan-findings";
                };
            };
        };
        /** @description A revision is needed. */
        "revision-needed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:revision-needed";
                };
            };
        };
        /** @description There is no such change; or: There is no such attachment. */
        "unknown-change.unknown-attachment": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-change" | "urn:cutwater:problem:unknown-attachment";
                };
            };
        };
        /** @description The Idempotency-Key was used for something else. */
        "key-reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:key-reused";
                };
            };
        };
        /** @description The query cannot be answered; or: The request cannot be read. */
        "invalid-query.malformed-request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-query" | "urn:cutwater:problem:malformed-request";
                };
            };
        };
        /** @description There is no such change; or: There is no such task; or: There is no such attachment. */
        "unknown-change.unknown-task.unknown-attachment": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-change" | "urn:cutwater:problem:unknown-task" | "urn:cutwater:problem:unknown-attachment";
                };
            };
        };
        /** @description The query cannot be answered; or: The request cannot be read; or: There is no such event. */
        "invalid-query.malformed-request.unknown-event": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-query" | "urn:cutwater:problem:malformed-request" | "urn:cutwater:problem:unknown-event";
                };
            };
        };
        /** @description The server is not ready; or: Too many read along. */
        "not-ready.too-many-readers": {
            headers: {
                /** @description When to ask again, in seconds. */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:not-ready" | "urn:cutwater:problem:too-many-readers";
                };
            };
        };
        /** @description There is no such environment. */
        "unknown-environment": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-environment";
                };
            };
        };
        /** @description There is no such target. */
        "unknown-target": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-target";
                };
            };
        };
        /** @description There is no such target; or: There is no such proxy. */
        "unknown-target.unknown-proxy": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-target" | "urn:cutwater:problem:unknown-proxy";
                };
            };
        };
        /** @description The proxy cannot be written off. */
        "proxy-needed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:proxy-needed";
                };
            };
        };
        /** @description The query cannot be answered; or: The request cannot be read; or: The body is not JSON; or: The body does not say what is needed. */
        "invalid-query.malformed-request.malformed-json.invalid-body": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-query" | "urn:cutwater:problem:malformed-request" | "urn:cutwater:problem:malformed-json" | "urn:cutwater:problem:invalid-body";
                };
            };
        };
        /** @description No rollout is open; or: Several rollouts are open. */
        "no-rollout.several-rollouts": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:no-rollout" | "urn:cutwater:problem:several-rollouts";
                };
            };
        };
        /** @description It was not confirmed; or: The Idempotency-Key was used for something else. */
        "not-confirmed.key-reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:not-confirmed" | "urn:cutwater:problem:key-reused";
                };
            };
        };
        /** @description There is no such target; or: There is no such flag. */
        "unknown-target.unknown-flag": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-target" | "urn:cutwater:problem:unknown-flag";
                };
            };
        };
        /** @description The flag is locked. */
        "flag-locked": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:flag-locked";
                };
            };
        };
        /** @description The definition of the flag cannot be used. */
        "flag-faults": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:flag-faults";
                };
            };
        };
        /** @description A target did not take the flag. */
        "push-failed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:push-failed";
                };
            };
        };
        /** @description There is no such target; or: There is no such flag; or: There is no such version. */
        "unknown-target.unknown-flag.unknown-version": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-target" | "urn:cutwater:problem:unknown-flag" | "urn:cutwater:problem:unknown-version";
                };
            };
        };
        /** @description There is no such stream. */
        "unknown-stream": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-stream";
                };
            };
        };
        /** @description There cannot be such a token. */
        "invalid-token": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:invalid-token";
                };
            };
        };
        /** @description There is no such token. */
        "unknown-token": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:unknown-token";
                };
            };
        };
        /** @description Several tokens have that name; or: Nobody could manage tokens any more. */
        "ambiguous-token.last-manager": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:ambiguous-token" | "urn:cutwater:problem:last-manager";
                };
            };
        };
        /** @description The code is not valid. */
        "code-not-valid": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:code-not-valid";
                };
            };
        };
        /** @description The request comes from another site. */
        "foreign-origin": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:cutwater:problem:foreign-origin";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listPlans: {
        parameters: {
            query?: {
                limit?: string;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plans. */
            200: {
                headers: {
                    /** @description The next page. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plans: components["schemas"]["PlanVersion"][];
                        /** @description Ask with this `cursor` for the next page; null at the end of what there is now. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.foreign-cursor"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    registerPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan": "plan: dual-deploy\ntitle: Dual deploy\n...",
                 *       "file": "dual-deploy.yaml"
                 *     }
                 */
                "application/json": {
                    plan: string;
                    /** @description What findings call it. */
                    file?: string;
                };
            };
        };
        responses: {
            /** @description It was the newest version already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: components["schemas"]["PlanVersion"];
                        already: boolean;
                        warnings: components["schemas"]["Finding"][];
                    };
                };
            };
            /** @description It is the newest version now. */
            201: {
                headers: {
                    /** @description Where it is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: components["schemas"]["PlanVersion"];
                        already: boolean;
                        warnings: components["schemas"]["Finding"][];
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["plan-findings"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getPlan: {
        parameters: {
            query?: {
                /** @description SHA-256 of the text (as a JSON string, RFC 8785), lower-case hex. */
                hash?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-plan"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    reviewPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "read with the team on call"
                 *     }
                 */
                "application/json": {
                    /** @description What was looked at. */
                    because: string;
                };
            };
        };
        responses: {
            /** @description The version that was reviewed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanVersion"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-plan"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    checkPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan": "plan: dual-deploy\ntitle: Dual deploy\n...",
                 *       "inputs": {
                 *         "environment": "staging"
                 *       }
                 *     }
                 */
                "application/json": {
                    plan: string;
                    /** @description What findings call it. */
                    file?: string;
                    inputs?: {
                        [key: string]: string | "" | number | boolean;
                    };
                    pace?: number;
                };
            };
        };
        responses: {
            /** @description What there is to say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description It could be run: no finding is an error. */
                        ok: boolean;
                        findings: components["schemas"]["Finding"][];
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description Several are separated by commas: draft, requested, scheduled, preparing, running, paused, rolling-back, succeeded, rolled-back, failed, cancelled, expired, missed. */
                status?: string;
                limit?: string;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes. */
            200: {
                headers: {
                    /** @description The next page. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: components["schemas"]["ChangeLine"][];
                        /** @description Ask with this `cursor` for the next page; null at the end of what there is now. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.foreign-cursor"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    openChange: {
        parameters: {
            query?: never;
            header: {
                /** @description Of your making, such as a UUID; the same again when you repeat the request. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "registered": {
                 *         "name": "dual-deploy"
                 *       },
                 *       "inputs": {
                 *         "environment": "staging",
                 *         "version_tag": "v2.0.0"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description The text of a plan. It is registered by this. */
                    plan?: string;
                    /** @description What findings call the text. */
                    file?: string;
                    /** @description A plan that is registered: its newest version, or that with the hash. */
                    registered?: {
                        name: string;
                        /** @description SHA-256 of the text (as a JSON string, RFC 8785), lower-case hex. */
                        hash?: string;
                    };
                    inputs?: {
                        [key: string]: string | "" | number | boolean;
                    };
                    pace?: number;
                    /** @description Who leads what: the name of a token for each lead of the plan. */
                    leads?: {
                        [key: string]: string;
                    };
                    /** @description What the plan asks for, such as the number of an emergency phone. */
                    contacts?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description The change is open. */
            201: {
                headers: {
                    /** @description Where it is. */
                    Location?: string;
                    /** @description Its revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        change: components["schemas"]["Change"];
                        warnings: components["schemas"]["Finding"][];
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request.missing-idempotency-key.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-plan"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["plan-findings.key-reused"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The change. */
            200: {
                headers: {
                    /** @description Its revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getChangeJournal: {
        parameters: {
            query?: {
                after?: string;
                limit?: string;
                waitMs?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is new. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entries: components["schemas"]["Entry"][];
                        /** @description Ask with this `after` for what follows. */
                        after: number;
                        status: components["schemas"]["Status"];
                        /** @description Nothing will follow. */
                        over: boolean;
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    editChange: {
        parameters: {
            query?: never;
            header: {
                /** @description Of your making, such as a UUID; the same again when you repeat the request. */
                "Idempotency-Key": string;
                /** @description The ETag of the change as you saw it. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "registered": {
                 *         "name": "dual-deploy"
                 *       },
                 *       "inputs": {
                 *         "environment": "staging",
                 *         "version_tag": "v2.0.1"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description The text of a plan. It is registered by this. */
                    plan?: string;
                    /** @description What findings call the text. */
                    file?: string;
                    /** @description A plan that is registered: its newest version, or that with the hash. */
                    registered?: {
                        name: string;
                        /** @description SHA-256 of the text (as a JSON string, RFC 8785), lower-case hex. */
                        hash?: string;
                    };
                    inputs?: {
                        [key: string]: string | "" | number | boolean;
                    };
                    pace?: number;
                    /** @description Who leads what: the name of a token for each lead of the plan. */
                    leads?: {
                        [key: string]: string;
                    };
                    /** @description What the plan asks for, such as the number of an emergency phone. */
                    contacts?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description It was accepted. */
            200: {
                headers: {
                    /** @description The revision of the change after it. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @enum {string} */
                        answer: "accepted";
                        already: boolean;
                        /** @description For `If-Match`: the revision you saw. */
                        revision: number;
                    };
                };
            };
            /** @description It is stored and will be answered by the next turn; the same key asks for the answer again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @enum {string} */
                        answer: "pending";
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request.missing-idempotency-key.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change.unknown-plan"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["wrong-revision"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["key-reused.plan-findings"];
            428: components["responses"]["revision-needed"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    commandChange: {
        parameters: {
            query?: never;
            header: {
                /** @description Of your making, such as a UUID; the same again when you repeat the request. */
                "Idempotency-Key": string;
                /** @description The ETag of the change as you saw it. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "command": "pause",
                 *       "because": "checkout looks slow"
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    command: "approve";
                } | {
                    /** @enum {string} */
                    command: "reject";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "cancel";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "pause";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "resume";
                    /** @description Kept in the journal where it is said. */
                    because?: string;
                } | {
                    /** @enum {string} */
                    command: "promote";
                    /** @description Through the later stages too, as soon as each one's gates hold. */
                    all?: boolean;
                    /** @description Why, although a gate is inconclusive. */
                    override?: string;
                } | {
                    /** @enum {string} */
                    command: "promotion";
                    /**
                     * @description `auto`: evidence alone. `manual`: the approver is asked once all else is through.
                     * @enum {string}
                     */
                    as: "auto" | "manual";
                    /** @description Who has to approve: the name of a token. */
                    approver?: string;
                } | {
                    /** @enum {string} */
                    command: "abort";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "rollback";
                    because: string;
                    /** @description Down the stages it went up. */
                    gradual?: boolean;
                } | {
                    /** @enum {string} */
                    command: "kill";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "settle";
                    /** @description The step in doubt, the undo that failed, or a line of the checklist; after success only a person's, while its plan keeps it open. */
                    item: string;
                    /**
                     * @description `skip` is for an undo.
                     * @enum {string}
                     */
                    as: "done" | "failed" | "repeat" | "skip";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "consider";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "decline";
                    /** @description Of the consideration, from 1. */
                    number: number;
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "record-validation";
                    suites: components["schemas"]["SuiteSeen"][];
                    /** @description Targets of which the new version was looked at. */
                    canary: string[];
                    /** @description SHA-256 of the page that was written of it. */
                    report?: string;
                } | {
                    /** @enum {string} */
                    command: "answer";
                    /** @description The guard of the plan that asks. */
                    guard: string;
                    /** @enum {string} */
                    as: "resume" | "rollback";
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "extend";
                    /** @example 15m */
                    by: string;
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "tick";
                    /**
                     * @description `STEP/ITEM`, in a stage `STEP@STAGE/ITEM`; or its own name where only one is called that.
                     * @example go-no-go/runbook-reviewed
                     */
                    item: string;
                    /** @description What there is to say of it. */
                    note?: string;
                    /** @description A file that was uploaded to this change before. */
                    attachment?: {
                        sha256: string;
                        name: string;
                    };
                } | {
                    /** @enum {string} */
                    command: "untick";
                    /**
                     * @description `STEP/ITEM`, in a stage `STEP@STAGE/ITEM`; or its own name where only one is called that.
                     * @example go-no-go/runbook-reviewed
                     */
                    item: string;
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "not-ready";
                    /**
                     * @description `STEP/ITEM`, in a stage `STEP@STAGE/ITEM`; or its own name where only one is called that.
                     * @example go-no-go/runbook-reviewed
                     */
                    item: string;
                    because: string;
                } | {
                    /** @enum {string} */
                    command: "decide";
                    /** @description The step, or what its plan calls the decision. */
                    decision: string;
                    /** @enum {string} */
                    as: "approve" | "reject";
                    /** @description A rejection needs it. */
                    because?: string;
                };
            };
        };
        responses: {
            /** @description It was accepted. */
            200: {
                headers: {
                    /** @description The revision of the change after it. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @enum {string} */
                        answer: "accepted";
                        already: boolean;
                        /** @description For `If-Match`: the revision you saw. */
                        revision: number;
                    };
                };
            };
            /** @description It is stored and will be answered by the next turn; the same key asks for the answer again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @enum {string} */
                        answer: "pending";
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request.missing-idempotency-key.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change.unknown-attachment"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["wrong-revision"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["key-reused"];
            428: components["responses"]["revision-needed"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    uploadAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description It is kept, under the hash of its content. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sha256: string;
                        bytes: number;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["refused"];
            413: components["responses"]["body-too-large"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as it was sent. */
            200: {
                headers: {
                    /** @description To be kept, never shown. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change.unknown-attachment"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listMine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The oldest change first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        mine: components["schemas"]["Mine"][];
                        /** @description There are others, beyond these. */
                        more: boolean;
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getRevert: {
        parameters: {
            query?: {
                /** @description By the stages and gates of the plan; else everybody at once. */
                gradual?: "true" | "false";
                /** @description What served before, where no change has brought it and so nobody knows. */
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan of the revert, or its refusal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revert"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    revertChange: {
        parameters: {
            query?: never;
            header: {
                /** @description Of your making, such as a UUID; the same again when you repeat the request. */
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "carts are empty since the release"
                 *     }
                 */
                "application/json": {
                    because: string;
                    gradual?: boolean;
                    /**
                     * @description What served before, where no change has brought it and so nobody knows.
                     * @example v1.9.0
                     */
                    version?: string;
                    seen?: string;
                };
            };
        };
        responses: {
            /** @description The revert is open. */
            201: {
                headers: {
                    /** @description Where it is. */
                    Location?: string;
                    /** @description Its revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        change: components["schemas"]["Change"];
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request.missing-idempotency-key.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["refused"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["key-reused"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getReport: {
        parameters: {
            query?: {
                /** @description Data, Markdown, or a page that needs nothing else. */
                format?: "json" | "md" | "html";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentReport"] | components["schemas"]["NoReport"];
                    "text/markdown; charset=utf-8": string;
                    "text/html; charset=utf-8": string;
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listDrills: {
        parameters: {
            query?: {
                plan?: string;
                limit?: string;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The drills. */
            200: {
                headers: {
                    /** @description The next page. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        drills: components["schemas"]["Drill"][];
                        /** @description Ask with this `cursor` for the next page; null at the end of what there is now. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.foreign-cursor"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    startDrill: {
        parameters: {
            query?: never;
            header: {
                /** @description Of your making, such as a UUID; the same again when you repeat the request. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "registered": {
                 *         "name": "dual-deploy"
                 *       },
                 *       "inputs": {
                 *         "environment": "staging",
                 *         "version_tag": "v2.0.0"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description The text of a plan. It is registered by this. */
                    plan?: string;
                    /** @description What findings call the text. */
                    file?: string;
                    /** @description A plan that is registered: its newest version, or that with the hash. */
                    registered?: {
                        name: string;
                        /** @description SHA-256 of the text (as a JSON string, RFC 8785), lower-case hex. */
                        hash?: string;
                    };
                    inputs?: {
                        [key: string]: string | "" | number | boolean;
                    };
                    pace?: number;
                    /** @description Who leads what: the name of a token for each lead of the plan. */
                    leads?: {
                        [key: string]: string;
                    };
                    /** @description What the plan asks for, such as the number of an emergency phone. */
                    contacts?: {
                        [key: string]: string;
                    };
                    /**
                     * @description The weight of a stage, of 10000, from which it goes back. Left out: the first that the public has a part of.
                     * @example 500
                     */
                    at?: number;
                };
            };
        };
        responses: {
            /** @description The drill is open. */
            201: {
                headers: {
                    /** @description Where it is. */
                    Location?: string;
                    /** @description Its revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        change: components["schemas"]["Change"];
                        warnings: components["schemas"]["Finding"][];
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request.missing-idempotency-key.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-plan"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["refused"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["plan-findings.key-reused"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getDrill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrillRecord"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            409: components["responses"]["refused"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listFollowUps: {
        parameters: {
            query?: {
                /** @description Only of this person. */
                owner?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        followUps: components["schemas"]["FollowUp"][];
                        /** @description There are others, beyond these. */
                        more: boolean;
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getFollowUps: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        followUps: components["schemas"]["FollowUp"][];
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    settleFollowUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "https://wiki.example.test/postmortems/412"
                 *     }
                 */
                "application/json": {
                    /** @description It is done: what was done, and where that is written down. */
                    note: string;
                    /** @description Files that were uploaded to this change before. */
                    attachments?: {
                        sha256: string;
                        name: string;
                    }[];
                } | {
                    /** @description It is not done after all: why. */
                    reopen: string;
                };
            };
        };
        responses: {
            /** @description The task as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUp"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change.unknown-task.unknown-attachment"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["refused"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    followChange: {
        parameters: {
            query?: {
                /** @description Begin after this id. A Last-Event-ID says it better. */
                after?: string;
                /** @description `none` leaves the names out: every entry is then a `message` of an EventSource. */
                names?: "all" | "none";
            };
            header?: {
                /** @description The last id that was read; a browser sends it by itself. */
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream; charset=utf-8": string;
                };
            };
            /** @description The change is over and all was read. A browser asks no more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-query.malformed-request.unknown-event"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready.too-many-readers"];
            504: components["responses"]["too-slow"];
        };
    };
    followChanges: {
        parameters: {
            query?: {
                /** @description Begin after this id. A Last-Event-ID says it better. */
                after?: string;
                /** @description `none` leaves the names out: every entry is then a `message` of an EventSource. */
                names?: "all" | "none";
            };
            header?: {
                /** @description The last id that was read; a browser sends it by itself. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream; charset=utf-8": string;
                };
            };
            400: components["responses"]["invalid-query.malformed-request.unknown-event"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready.too-many-readers"];
            504: components["responses"]["too-slow"];
        };
    };
    getChangeSeries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a chart is drawn from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-change"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getSignals: {
        parameters: {
            query: {
                environment: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signals, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signals"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-environment"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    decideTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "how": "adopt-proxy",
                 *       "because": "restored from last night; the release since then is live"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Whose word counts. `conflict` of the target says beforehand what either would do.
                     * @enum {string}
                     */
                    how: "adopt-proxy" | "overwrite-proxy";
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is decided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `environment/service` */
                        target: string;
                        how: string;
                        /** @description There was nothing to decide; nothing has changed. */
                        already: boolean;
                        /** @enum {string|null} */
                        stable: "blue" | "green" | null;
                        /** @description The change that is aborted by it. */
                        aborted: string | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    dismissProxy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "proxy": "https://edge-2.internal:9443",
                 *       "because": "the machine is scrapped"
                 *     }
                 */
                "application/json": {
                    /** @description Its `instance`, as GET /v1/targets has it. */
                    proxy: string;
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is written off. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `environment/service` */
                        target: string;
                        proxy: string;
                        /** @enum {boolean} */
                        dismissed: true;
                        already: boolean;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target.unknown-proxy"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["proxy-needed"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listTargets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The targets, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        targets: components["schemas"]["Target"][];
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    killTarget: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID; the same again when you repeat the request. */
                "Idempotency-Key"?: string;
            };
            path: {
                environment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "checkout is down"
                 *     }
                 */
                "application/json": {
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is latched; `open` says whether every proxy has closed it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `environment/service` */
                        target: string;
                        /** @enum {boolean} */
                        killed: true;
                        already: boolean;
                        /** @description Proxies that have not acknowledged that they are closed, with what is known of each. */
                        open: string[];
                        /** @description The change that moved it, killed as well. */
                        change: string | null;
                        /**
                         * @description Of the change; `pending`: it is stuck or slow, and rolls back at its next turn. Its targets do not wait for it.
                         * @enum {string|null}
                         */
                        answer: "accepted" | "pending" | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    releaseTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "fixed in v2.0.1"
                 *     }
                 */
                "application/json": {
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is latched no more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `environment/service` */
                        target: string;
                        /** @enum {boolean} */
                        released: true;
                        already: boolean;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    setTargetMode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "traffic": "read-only",
                 *       "banner": "Scheduled maintenance in progress.",
                 *       "until": "2026-11-29T04:00:00Z",
                 *       "because": "the database is upgraded"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description read-only turns writes away, maintenance everything but what the proxy is configured to allow.
                     * @enum {string}
                     */
                    traffic: "normal" | "read-only" | "maintenance";
                    /** @description What those who are turned away read. */
                    banner?: string;
                    /** @description When it is expected to end: what Retry-After counts to. */
                    until?: string;
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is so; `open` says which proxies have yet to acknowledge it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description `environment/service` */
                        target: string;
                        /** @enum {string} */
                        traffic: "normal" | "read-only" | "maintenance";
                        already: boolean;
                        /** @description Proxies that have not acknowledged it, with what is known of each. */
                        open: string[];
                        /** @description Writes let through before the mode and under way still; null while not known. */
                        writes: number | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    abortCanary: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID; the same again when you repeat the request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "High error rate detected",
                 *       "confirmed": true,
                 *       "operator": "@jermaineMerritt",
                 *       "version": "v2.1.0"
                 *     }
                 */
                "application/json": {
                    reason: string;
                    /** @description Has to be `true`. */
                    confirmed?: boolean;
                    /** @description A note. Who acts is the holder of the token. */
                    operator?: string;
                    /** @description Of the rollout that is meant. */
                    version?: string;
                    change?: string;
                };
            };
        };
        responses: {
            /** @description It is killed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        change: string;
                        title: string;
                        environment: string;
                        version: string;
                        /** @description Nothing was left to be done. */
                        already: boolean;
                        /**
                         * @description Of the change; `pending`: it is stuck or slow, and rolls back at its next turn. Its targets do not wait for it.
                         * @enum {string}
                         */
                        answer: "accepted" | "pending";
                        targets: {
                            /** @description `environment/service` */
                            target: string;
                            already: boolean;
                            /** @description False: somebody has released it since. */
                            latched: boolean;
                            /** @description Every proxy has acknowledged that it is closed. */
                            settled: boolean;
                        }[];
                        /** @description What to do now. */
                        next: string;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-request.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["no-rollout.several-rollouts"];
            413: components["responses"]["body-too-large"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["not-confirmed.key-reused"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getCanaryMetrics: {
        parameters: {
            query?: {
                version?: string;
                change?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example CHG-2026-0001 */
                        id: string;
                        title: string;
                        environment: string;
                        version: string;
                        status: components["schemas"]["Status"];
                        /** Format: date-time */
                        asOf: string;
                        safety: components["schemas"]["Safety"];
                        rollouts: components["schemas"]["Rollout"][];
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            409: components["responses"]["no-rollout.several-rollouts"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listFlags: {
        parameters: {
            query: {
                environment: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The flags. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flags: components["schemas"]["Flag"][];
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-environment"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    setFlag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
                flag: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "value": true,
                 *       "because": "launch day"
                 *     }
                 */
                "application/json": {
                    value?: string | "" | number | boolean;
                    /** @description In flagd's format: state, variants, defaultVariant, targeting, metadata, $evaluators. */
                    definition?: {
                        [key: string]: unknown;
                    };
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagDone"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target.unknown-flag"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["flag-locked"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["flag-faults"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            502: components["responses"]["push-failed"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    lockFlag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
                flag: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "frozen until Monday"
                 *     }
                 */
                "application/json": {
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is locked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagDone"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target.unknown-flag"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["flag-locked"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    unlockFlag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
                flag: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "frozen until Monday"
                 *     }
                 */
                "application/json": {
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is locked no more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagDone"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target.unknown-flag"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["flag-locked"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getFlagdFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagdFile"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getFlagHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
                flag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        environment: string;
                        target: string;
                        flag: string;
                        history: components["schemas"]["FlagVersion"][];
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target.unknown-flag"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getFlagDiff: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path: {
                environment: string;
                target: string;
                flag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every difference, none when they say the same. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        environment: string;
                        target: string;
                        flag: string;
                        from: number;
                        to: number;
                        differences: components["schemas"]["FlagDifference"][];
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target.unknown-flag.unknown-version"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    rollbackFlag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
                flag: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 3,
                 *       "because": "version 4 broke the cart"
                 *     }
                 */
                "application/json": {
                    version: number;
                    because: string;
                };
            };
        };
        responses: {
            /** @description It holds that again, as a new version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagDone"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target.unknown-flag.unknown-version"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["flag-locked"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            502: components["responses"]["push-failed"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    importFlags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": {
                 *         "flags": {
                 *           "checkout": {
                 *             "state": "ENABLED",
                 *             "variants": {
                 *               "on": true,
                 *               "off": false
                 *             }
                 *           }
                 *         }
                 *       },
                 *       "dryRun": true,
                 *       "because": "launch day"
                 *     }
                 */
                "application/json": {
                    /** @description As flagd reads it: flags by their names, and $evaluators and metadata beside them. */
                    file: {
                        [key: string]: unknown;
                    };
                    dryRun?: boolean;
                    because: string;
                };
            };
        };
        responses: {
            /** @description What became of each flag, or would. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagsImported"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-target"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["flag-locked"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["flag-faults"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            502: components["responses"]["push-failed"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    evaluateFlag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                environment: string;
                target: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "context": {
                 *         "targetingKey": "user-7",
                 *         "segment": "beta"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["OfrepRequest"];
            };
        };
        responses: {
            /** @description The evaluation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfrepEvaluation"];
                };
            };
            /** @description It cannot be evaluated for this context. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfrepFailure"];
                };
            };
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            /** @description There is no such flag. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfrepFailure"];
                };
            };
            408: components["responses"]["request-too-slow"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    evaluateFlags: {
        parameters: {
            query?: {
                flagConfigEtag?: string;
                flagConfigLastModified?: string;
            };
            header?: {
                "if-none-match"?: string;
            };
            path: {
                environment: string;
                target: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "context": {
                 *         "targetingKey": "user-7",
                 *         "segment": "beta"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["OfrepRequest"];
            };
        };
        responses: {
            /** @description Every evaluation, in the order of their names. */
            200: {
                headers: {
                    /** @description Of this answer. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfrepBulk"];
                };
            };
            /** @description The answer is the one that the client has. */
            304: {
                headers: {
                    /** @description Of this answer. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description They cannot be evaluated. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfrepBulkFailure"];
                };
            };
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            408: components["responses"]["request-too-slow"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listStreams: {
        parameters: {
            query?: {
                limit?: string;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The heads. */
            200: {
                headers: {
                    /** @description The next page. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        streams: components["schemas"]["Head"][];
                        /** @description Ask with this `cursor` for the next page; null at the end of what there is now. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.foreign-cursor"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listEntries: {
        parameters: {
            query: {
                stream: string;
                after?: string;
                limit?: string;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries. */
            200: {
                headers: {
                    /** @description The next page. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entries: components["schemas"]["StoredEntry"][];
                        /** @description Ask with this `cursor` for the next page; null at the end of what there is now. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.foreign-cursor"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-stream"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                after?: string;
                limit?: string;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoints. */
            200: {
                headers: {
                    /** @description The next page. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checkpoints: components["schemas"]["Checkpoint"][];
                        /** @description Ask with this `cursor` for the next page; null at the end of what there is now. */
                        next: string | null;
                    };
                };
            };
            400: components["responses"]["invalid-query.foreign-cursor"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    resumeJournal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "the database was restored from the backup of last night"
                 *     }
                 */
                "application/json": {
                    because: string;
                };
            };
        };
        responses: {
            /** @description It is signed, from here on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resumed"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tokens: components["schemas"]["Token"][];
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "alice",
                 *       "roles": [
                 *         "operator"
                 *       ],
                 *       "expiresIn": "90d"
                 *     }
                 */
                "application/json": {
                    name: string;
                    /** @description Of author, requester, operator, guardian, participant, viewer, auditor, sdk, admin. */
                    roles: string[];
                    /** @description `30d` when it is left out; a year at most. */
                    expiresIn?: string;
                };
            };
        };
        responses: {
            /** @description It is valid from now on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: components["schemas"]["Token"];
                        /** @description The token itself, for its holder alone. */
                        secret: string;
                        /** @description Other valid tokens of that name, by their ids. */
                        sameName: string[];
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            422: components["responses"]["invalid-token"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "because": "she has left"
                 *     }
                 */
                "application/json": {
                    because: string;
                    /** @description Also the last valid one that may manage tokens. The next start of the server then writes a new first one. */
                    evenTheLast?: boolean;
                };
            };
        };
        responses: {
            /** @description It lets nobody in any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: components["schemas"]["Token"];
                        already: boolean;
                        /** @description It was the one that this was asked with. */
                        own: boolean;
                    };
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            404: components["responses"]["unknown-token"];
            408: components["responses"]["request-too-slow"];
            409: components["responses"]["ambiguous-token.last-manager"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    issueLoginCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is good for one session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For the fragment of the address: `/login#code=CODE`. */
                        code: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    openSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "cwc_..."
                 *     }
                 */
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description The session is open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid-query.malformed-json.invalid-body"];
            401: components["responses"]["code-not-valid"];
            403: components["responses"]["foreign-origin"];
            408: components["responses"]["request-too-slow"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["not-json"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        live: true;
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            403: components["responses"]["foreign-origin"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            504: components["responses"]["too-slow"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ready: true;
                        /** Format: date-time */
                        at: string;
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            403: components["responses"]["foreign-origin"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server, without asking its database. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The text format of Prometheus. A Prometheus that takes native histograms in asks for its protobuf format, which has them beside the classic ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; version=0.0.4; charset=utf-8": string;
                    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited": string;
                };
            };
            400: components["responses"]["invalid-query"];
            401: components["responses"]["unauthenticated.token-expired.token-revoked.session-over"];
            403: components["responses"]["foreign-origin.not-allowed.csrf"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            503: components["responses"]["not-ready"];
            504: components["responses"]["too-slow"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["invalid-query"];
            403: components["responses"]["foreign-origin"];
            421: components["responses"]["foreign-host"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal-error"];
            504: components["responses"]["too-slow"];
        };
    };
}
