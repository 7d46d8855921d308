// Generated from /openapi.json by `npm run api-types`: change the server instead, then write it again.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The map
         * @description Its address holds what it shows: `?sel=commune:93066`, `?zone=departement:93&vue=table`,
         *     `?embed=1` within another page.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page in French */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scoring/{division}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scores of units (former portal) */
        get: {
            parameters: {
                query: {
                    /**
                     * @description Codes of units, up to 2,000
                     * @example [
                     *       "93066"
                     *     ]
                     */
                    "codes[]": string[];
                    /** @description Indicators to score; all when absent. One that the method does not know is null */
                    "filters[]"?: string[];
                    /**
                     * @description `all`, or the public of the method that is served
                     * @example all
                     */
                    variation?: "all" | "senior" | "jeune";
                };
                header?: never;
                path: {
                    /**
                     * @description `department`, `epci` or `city`
                     * @example city
                     */
                    division: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Scores by code */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: components["schemas"]["FormerUnit"];
                        };
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tiles/{division}/{z}/{x}/{y}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tile of one division (former portal) */
        get: {
            parameters: {
                query?: {
                    /** @description Indicators to score; all when absent */
                    "filters[]"?: string[];
                    /**
                     * @description `all`, or the public of the method that is served
                     * @example all
                     */
                    variation?: "all" | "senior" | "jeune";
                };
                header?: never;
                path: {
                    /**
                     * @description `department`, `epci` or `city`
                     * @example city
                     */
                    division: string;
                    /**
                     * @description Column
                     * @example 129
                     */
                    x: number;
                    /**
                     * @description Row
                     * @example 88
                     */
                    y: number;
                    /**
                     * @description Zoom
                     * @example 8
                     */
                    z: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A Mapbox Vector Tile of one layer, named like the division */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.mapbox-vector-tile": components["schemas"]["Binary"];
                    };
                };
                /** @description Nothing there */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which help is counted
         * @description What a build's method counts as help, how, and the values that places can be asked by.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The rule and its values */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HelpCounted"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search an address
         * @description Passed on to the geocoder that the owner of the server has chosen (`--address-search`), which receives the
         *     text; the answer says which one, and is not kept. Without one this answers 404.
         */
        post: {
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
                     *       "q": "8 rue de la paix gueret"
                     *     }
                     */
                    "application/json": components["schemas"]["AddressRequest"];
                };
            };
            responses: {
                /** @description Addresses, the best first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FoundAddresses"];
                    };
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                413: components["responses"]["Refused"];
                415: components["responses"]["Refused"];
                502: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gaps/{level}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Need set against access to help
         * @description For every unit of a level: persons at risk, need (share of the units with a lower index), lack
         *     (share that are better served), their product the gap, quadrant and remedy, the nearest place. For
         *     a service when one is named, else for any help that the method counts; with other weights when some
         *     are given. The largest gaps come first, units without a gap last. What is not known is null, never 0;
         *     `not_inventoried` counts the units of the zone that no inventory covers. `share_in_zone` is how much of a unit
         *     lies in the zone: under 1 it lies astride, and is listed as a whole.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only units whose bounding box meets this one: west, south, east, north, in degrees */
                    bbox?: [
                        number,
                        number,
                        number,
                        number
                    ];
                    /** @description Columns, separated by commas; all when absent */
                    columns?: string[];
                    /** @description Format; by the Accept header when absent */
                    format?: components["schemas"]["Format"];
                    /** @description Indicators to score, separated by commas */
                    indicators?: string[];
                    /** @description For JSON: an object a unit, as `units`, or an array a column, as `columns` */
                    layout?: components["schemas"]["Layout"];
                    /** @description Rows, 1 to 100,000; all when absent */
                    limit?: number;
                    /**
                     * @description Only units of so many inhabitants and more; those whose population is not known are left out too. The
                     *     answer says how many it leaves out
                     * @example 1000
                     */
                    min_population?: number;
                    /** @description Zones within which units are compared; levels that have no such zone keep their scores in tiles */
                    reference?: string;
                    /**
                     * @description Only places that give this service: an id of `/api/v1/access`, or its name
                     * @example demarches
                     */
                    service?: string;
                    /**
                     * @description Columns to order by, `-` before one for the largest first, or `gap_persons` (gap × persons at risk); `-gap`
                     *     when absent
                     */
                    sort?: string[];
                    /**
                     * @description Other weights: `id:weight`, separated by commas. What contains a unit, its neighbours, and levels
                     *     that the scenario does not allow keep the build's scores
                     */
                    weights?: string[];
                    /**
                     * @description Only units in this zone: `level:code`, several between commas; `rank_in_zone` and
                     *     `gap_rank_in_zone` are then their ranks inside it, `decile_in_zone` their tenth of it, null where fewer than
                     *     200 units of it have a score
                     * @example departement:23
                     */
                    zone?: string;
                };
                header?: never;
                path: {
                    /**
                     * @description Level
                     * @example commune
                     */
                    level: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Units */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/geo+json": components["schemas"]["Layer"];
                        "application/json": components["schemas"]["Tabular"];
                        "application/vnd.apache.arrow.stream": components["schemas"]["Binary"];
                        "application/vnd.apache.parquet": components["schemas"]["Binary"];
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Binary"];
                        "text/csv": string;
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                406: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Indicators, with source, vintage, licence and what is missing */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Indicators */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Indicators"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Levels and their columns */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Levels */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Levels"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Methods */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Methods */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Methods"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Places that help
         * @description Around a point or a commune (the nearest first), in a bounding box or a zone, filtered by what they give,
         *     for whom, at what cost, and whether they are open. As JSON by pages, or as a table or map layer.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only places in this bounding box: west, south, east, north, in degrees */
                    bbox?: [
                        number,
                        number,
                        number,
                        number
                    ];
                    /**
                     * @description Code of a commune to look around, from where its people are taken to be
                     * @example 93066
                     */
                    commune?: string;
                    /** @description The next page: `next` of this one, with the same parameters */
                    cursor?: string;
                    /** @description Format; JSON when absent */
                    format?: components["schemas"]["PlacesFormat"];
                    /** @description Only places at this cost */
                    frais?: string[];
                    /** @description Only places that stand, or only those that move */
                    itinerance?: components["schemas"]["Itinerance"];
                    /** @description Places of a page, 1 to 100,000; 20 for JSON when absent, all otherwise */
                    limit?: number;
                    /**
                     * @description Longitude and latitude of a point to look around
                     * @example [
                     *       2.43,
                     *       48.91
                     *     ]
                     */
                    near?: [
                        number,
                        number
                    ];
                    /** @description Only places that are open: `now`, or at a local time, `2026-11-24T10:00` */
                    open?: string;
                    /** @description Only places that take this special care */
                    prise_en_charge?: string[];
                    /** @description Only places of one of these national programmes */
                    programme?: string[];
                    /** @description Only places for one of these publics */
                    public?: string[];
                    /** @description Kilometres to look around, up to 200; 50 when absent */
                    radius?: number;
                    /** @description Only places that give one of these services: ids of `/api/v1/access` */
                    service?: string[];
                    /** @description Only places that one of these datasets knows */
                    source?: string[];
                    /** @description Only places that name a service, where any does: those that somebody is sent to */
                    suited?: boolean;
                    /** @description Only places of one of these kinds */
                    typologie?: string[];
                    /** @description Only places of the communes of this zone: `level:code`, several between commas */
                    zone?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Places */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/geo+json": components["schemas"]["Layer"];
                        "application/json": components["schemas"]["PlacesList"];
                        "application/vnd.apache.parquet": components["schemas"]["Binary"];
                        "text/csv": string;
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                406: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A place */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Its id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The place */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlaceSheet"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/proposal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether inventories can be sent
         * @description What this server reads of the files that people send it, and whether its owner allows it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What can be sent */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Uploads"];
                    };
                };
                400: components["responses"]["Refused"];
            };
        };
        put?: never;
        /**
         * A mapping for an inventory, and what is wrong in it
         * @description The file is the body, its name a header. The answer proposes which column fills which field of the national
         *     schema of places, says what was not understood, and what is wrong by line with that mapping; as CSV, for the
         *     owner of the file. Only where the owner of the server allows it (`ifn serve --allow-uploads`), from a page of
         *     this server on the same machine. Nothing is kept.
         */
        post: {
            parameters: {
                query?: {
                    /**
                     * @description Columns in place of those proposed, as `field:number`, the first column is 1; 0 leaves a field empty
                     * @example [
                     *       "telephone:7",
                     *       "horaires:0"
                     *     ]
                     */
                    fields?: string[];
                    /** @description `json`: the proposal, when absent; `csv`: everything that is wrong, for the owner of the file */
                    format?: components["schemas"]["ProposalFormat"];
                };
                header: {
                    /**
                     * @description The file's name, percent-encoded as UTF-8; its ending says what the file is
                     * @example lieux%20du%20Hub.xlsx
                     */
                    "ifn-file-name": string;
                };
                path?: never;
                cookie?: never;
            };
            /** @description The file, 20 MB at most */
            requestBody: {
                content: {
                    "application/octet-stream": components["schemas"]["Binary"];
                };
            };
            responses: {
                /** @description The proposal */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InventoryProposal"];
                        "text/csv": string;
                    };
                };
                400: components["responses"]["Refused"];
                403: components["responses"]["Refused"];
                408: components["responses"]["Refused"];
                413: components["responses"]["Refused"];
                415: components["responses"]["Refused"];
                422: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Scores with other weights, indicators or reference
         * @description Computed now, by the engine: the same figures as `ifn build` with the same choices.
         */
        post: {
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
                     *       "level": "commune",
                     *       "zone": "departement:93",
                     *       "sort": [
                     *         "-score"
                     *       ],
                     *       "limit": 20
                     *     }
                     */
                    "application/json": components["schemas"]["Choice"];
                };
            };
            responses: {
                /** @description Scores, by code unless another order is asked for; JSON holds an array a column */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/geo+json": components["schemas"]["Layer"];
                        "application/json": components["schemas"]["Columns"];
                        "application/vnd.apache.arrow.stream": components["schemas"]["Binary"];
                        "application/vnd.apache.parquet": components["schemas"]["Binary"];
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Binary"];
                        "text/csv": string;
                    };
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                406: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                413: components["responses"]["Refused"];
                415: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scores/{level}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Scores of a level
         * @description Every unit of a level with its score, ranks, decile, completeness, axes, indicators (value,
         *     normalised, origin, reason when missing). JSON comes by pages; the other formats hold every row
         *     unless a limit is given. What is missing is null, never 0.
         */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description Only units whose bounding box meets this one: west, south, east, north, in degrees (EPSG:4326),
                     *     separated by commas. The west is less than the east, the south than the north; a unit without
                     *     contour is where the smallest unit around it with one is
                     * @example [
                     *       2.2,
                     *       48.8,
                     *       2.5,
                     *       48.95
                     *     ]
                     */
                    bbox?: [
                        number,
                        number,
                        number,
                        number
                    ];
                    /**
                     * @description Columns, separated by commas; all when absent
                     * @example [
                     *       "code",
                     *       "name",
                     *       "score",
                     *       "rank"
                     *     ]
                     */
                    columns?: string[];
                    /** @description The next page: `next` of this one, with the same parameters */
                    cursor?: string;
                    /** @description Format; by the Accept header when absent */
                    format?: components["schemas"]["Format"];
                    /** @description Rows of a page, 1 to 100,000; 1,000 for JSON when absent, all otherwise */
                    limit?: number;
                    /**
                     * @description Only units of so many inhabitants and more; those whose population is not known are left out too. The
                     *     answer says how many it leaves out
                     * @example 1000
                     */
                    min_population?: number;
                    /**
                     * @description Columns to order by, `-` before one for the largest first, or `gap_persons` (gap × persons at risk); missing
                     *     values come last. By code when absent
                     * @example [
                     *       "-score"
                     *     ]
                     */
                    sort?: string[];
                    /**
                     * @description Only units in this zone: `level:code`, several between commas; `rank_in_zone` is then their rank
                     *     inside it, `decile_in_zone` their tenth of it, null where fewer than 200 units of it have a score
                     * @example departement:93
                     */
                    zone?: string;
                };
                header?: never;
                path: {
                    /**
                     * @description `iris`, `commune`, `epci`, `departement`, `region`, or a level of one's own
                     * @example commune
                     */
                    level: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Rows */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/geo+json": components["schemas"]["Layer"];
                        "application/json": components["schemas"]["Rows"];
                        "application/vnd.apache.arrow.stream": components["schemas"]["Binary"];
                        "application/vnd.apache.parquet": components["schemas"]["Binary"];
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Binary"];
                        "text/csv": string;
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                406: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search by name, code or postal code
         * @description Accents, hyphens, articles and "St" for "Saint" do not matter; words may be begun only; a few
         *     letters may be wrong. What was typed in full comes first, then the most populated; communes come before
         *     IRIS. A département or a postal code beside a name ("St Denis 93", "97400 Saint-Denis") says which of that
         *     name is meant. Postal codes, names and codes of former communes, of communes déléguées and associées and
         *     of municipal arrondissements find the commune that they are in now, and `carried` says so. `match` says
         *     why each unit was found.
         */
        get: {
            parameters: {
                query: {
                    /**
                     * @description Only units of this level
                     * @example commune
                     */
                    level?: string;
                    /** @description Units, 1 to 50; 10 when absent */
                    limit?: number;
                    /**
                     * @description A name, a code, a postal code, or the beginning of one; a name with its département or postal code
                     * @example st denis
                     */
                    q: string;
                    /**
                     * @description Only units in this zone, or in part in it: `level:code`, several between commas
                     * @example departement:93
                     */
                    zone?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Units, the best first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FoundUnits"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/territories/{level}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Units of a level as points inside them, to write names at
         * @description GeoJSON, the most populated first; units without contour are left out.
         */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description Only units in this zone, or in part in it: `level:code`, several between commas
                     * @example departement:93
                     */
                    zone?: string;
                };
                header?: never;
                path: {
                    /**
                     * @description Level
                     * @example departement
                     */
                    level: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A FeatureCollection */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Points"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/territories/{level}/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sheet of a unit
         * @description Its score, why it has it, what contains it, its neighbours, sources and vintages: as JSON, or as
         *     a page in French that prints on two sheets of A4 (`Accept: text/html` or `format=html`).
         *     A code of a former commune, of a municipal arrondissement, without its leading zero or in lower case
         *     is answered with the unit that it leads to, and `carried` says how.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `json` or `html`; by the Accept header when absent */
                    format?: components["schemas"]["SheetFormat"];
                    /** @description Indicators to score, separated by commas */
                    indicators?: string[];
                    /** @description Zones within which units are compared; levels that have no such zone keep their scores in tiles */
                    reference?: string;
                    /** @description Access to help for this service: an id of `/api/v1/access`, or its name */
                    service?: string;
                    /**
                     * @description Other weights: `id:weight`, separated by commas. What contains a unit, its neighbours, and levels
                     *     that the scenario does not allow keep the build's scores
                     */
                    weights?: string[];
                    /** @description Its rank inside this zone too: `level:code`, several between commas */
                    zone?: string;
                };
                header?: never;
                path: {
                    /**
                     * @description Code
                     * @example 93066
                     */
                    code: string;
                    /**
                     * @description Level
                     * @example commune
                     */
                    level: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The sheet */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sheet"];
                        "text/html": string;
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                406: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files to download */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Files */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Downloads"];
                    };
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/downloads/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file, whole or in part */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Bytes, as `bytes=0-499` */
                    Range?: string;
                };
                path: {
                    /**
                     * @description A name of the list
                     * @example scores/commune.parquet
                     */
                    file: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                        "application/toml": string;
                        "application/vnd.apache.parquet": components["schemas"]["Binary"];
                        "application/vnd.pmtiles": components["schemas"]["Binary"];
                        "text/csv": string;
                        "text/plain": string;
                    };
                };
                /** @description The bytes that were asked for */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                416: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server and its data are well */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All is well */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                400: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
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
        /** Counters, as Prometheus reads them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Counters */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/openmetrics-text": string;
                    };
                };
                400: components["responses"]["Refused"];
            };
        };
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
        /** This description */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OpenAPI 3.1 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recherche": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page without script: a search by name, and what is served */
        get: {
            parameters: {
                query?: {
                    /** @description A name or code to look for */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page in French */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                400: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{tileset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** TileJSON of a tileset (`.json`), or its whole archive (`.pmtiles`, by Range too) */
        get: {
            parameters: {
                query?: {
                    /** @description Indicators to score, separated by commas */
                    indicators?: string[];
                    /** @description Zones within which units are compared; levels that have no such zone keep their scores in tiles */
                    reference?: string;
                    /**
                     * @description Other weights: `id:weight`, separated by commas. What contains a unit, its neighbours, and levels
                     *     that the scenario does not allow keep the build's scores
                     */
                    weights?: string[];
                };
                header?: never;
                path: {
                    /**
                     * @description `territories.json` or `territories.pmtiles`
                     * @example territories.json
                     */
                    tileset: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description TileJSON, or the archive */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TileJson"];
                        "application/vnd.pmtiles": components["schemas"]["Binary"];
                    };
                };
                /** @description The bytes that were asked for */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                416: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{tileset}/{z}/{x}/{y}.mvt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A tile
         * @description 204 where there is nothing. With `weights`, `indicators` or `reference` the score, decile and
         *     completeness of each feature are rescored.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Indicators to score, separated by commas */
                    indicators?: string[];
                    /** @description Zones within which units are compared; levels that have no such zone keep their scores in tiles */
                    reference?: string;
                    /** @description The build, as TileJSON writes it: the answer may then be kept for ever */
                    v?: string;
                    /**
                     * @description Other weights: `id:weight`, separated by commas. What contains a unit, its neighbours, and levels
                     *     that the scenario does not allow keep the build's scores
                     */
                    weights?: string[];
                };
                header?: never;
                path: {
                    /**
                     * @description Name of the tileset
                     * @example territories
                     */
                    tileset: string;
                    /**
                     * @description Column
                     * @example 129
                     */
                    x: number;
                    /**
                     * @description Row
                     * @example 88
                     */
                    y: number;
                    /**
                     * @description Zoom
                     * @example 8
                     */
                    z: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A Mapbox Vector Tile */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.mapbox-vector-tile": components["schemas"]["Binary"];
                    };
                };
                /** @description Nothing there */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The client has it */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["Refused"];
                404: components["responses"]["Refused"];
                409: components["responses"]["Refused"];
                503: components["responses"]["Refused"];
            };
        };
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
        /** @description The body of a search for an address. It is no parameter, so that no log holds it. */
        AddressRequest: {
            /**
             * Format: int32
             * @description Addresses, 1 to 10; 5 when absent.
             */
            limit?: number | null;
            /**
             * @description An address, or the beginning of one: 3 to 200 letters.
             * @example 8 rue de la paix gueret
             */
            q: string;
        };
        /** @description An indicator. */
        AtRisk: {
            /** @description Its id. */
            indicator: string;
            /** @description Its name. */
            title: string;
        };
        /**
         * Format: binary
         * @description Bytes.
         */
        Binary: string;
        /** @description How a code that is not the unit's own led to it. */
        Carried: {
            /** @description The code, as asked for. */
            asked: string;
            /**
             * @description `former`: of a commune that merged into this one, or its former code; `renamed`: a name that it had;
             *     `arrondissement`: of a municipal arrondissement of this commune; `respelled`: this one's, written
             *     otherwise; `postal_code`: a postal code of it.
             */
            kind: string;
            /** @description Name of the former commune or arrondissement; of a postal code, of the arrondissement that has it. */
            name?: string | null;
            /** @description The same in a sentence, in French. */
            said: string;
        };
        /** @description A method that the program carries. */
        CarriedMethod: {
            /** @description Its id. */
            id: string;
            /** @description What every output says of it. */
            notice: string;
            /** @description Where it is published, and what is this program's choice. */
            source: string;
            /** @description Its name for people. */
            title: string;
            /**
             * @description What its index is called and what high means: `fr` and `en`, each with `long`, `short`, `noun`,
             *     `high`, `low` and `key`.
             */
            words: Record<string, never>;
        };
        /** @description What to score, and how. */
        Choice: {
            /**
             * @description Only units whose bounding box meets this one: west, south, east, north, in degrees
             *     (EPSG:4326); they are compared with all others all the same.
             * @example [
             *       2.2,
             *       48.8,
             *       2.5,
             *       48.95
             *     ]
             */
            bbox?: [
                number,
                number,
                number,
                number
            ] | null;
            /**
             * @description Columns of the answer: those of the level's table, and `method_score`, `method_rank`,
             *     `method_decile` as the build's own method has them.
             */
            columns?: string[];
            format?: components["schemas"]["Format"] | null;
            /** @description Indicators to score; all when absent. */
            indicators?: string[];
            /**
             * @description Level of the units.
             * @example commune
             */
            level: string;
            /**
             * Format: int64
             * @description Units to answer, once ordered.
             */
            limit?: number | null;
            /**
             * Format: int64
             * @description Only units of so many inhabitants and more; those whose population is not known are left out too.
             * @example 1000
             */
            min_population?: number | null;
            /**
             * @description Zones within which units are compared: `france`, or a level above.
             * @example departement
             */
            reference?: string | null;
            /**
             * @description Columns to order by, `-` before one for the largest first, or `gap_persons` (gap × persons at risk). By code
             *     when absent.
             */
            sort?: string[];
            /** @description Weights of indicators or axes among their siblings; the others keep theirs. */
            weights?: {
                [key: string]: components["schemas"]["Weight"];
            };
            /**
             * @description Only units in this zone: `level:code`, several between commas; they are compared with all others
             *     all the same. `rank_in_zone` is their rank inside it, `decile_in_zone` their tenth of it, null where fewer than
             *     200 units of it have a score.
             * @example departement:93
             */
            zone?: string | null;
        };
        /** @description A column. */
        ColumnEntry: {
            /** @description What it is. */
            description: string;
            /** @description Its name. */
            name: string;
            /** @description Its unit. */
            unit?: string | null;
        };
        /** @description A column of the file. */
        ColumnProposal: {
            /** @description The first of its texts, cut. */
            examples: string[];
            /** @description Cells with a value, among the rows that were looked at; a column without any cannot be chosen. */
            filled: number;
            /** @description Why it fills no field, in French; null where it fills one. */
            left_out?: string | null;
            /** @description Heading. */
            name: string;
            /** @description Position in the file, from 1. */
            number: number;
        };
        /** @description Columns of a table as JSON, with where they come from. */
        Columns: (components["schemas"]["Provenance"] & {
            /** @description The frame that was asked for: west, south, east, north. */
            bbox?: number[] | null;
            carried?: components["schemas"]["Carried"] | null;
            /** @description What scores and ranks are of. */
            compared: components["schemas"]["Compared"];
            /** @description Units on this page. */
            count: number;
            /** @description Units that are left out for it: those of fewer inhabitants, and those whose population is not known. */
            left_out?: number | null;
            /** @description Level of the units. */
            level: string;
            /**
             * Format: int64
             * @description The least population that was asked for.
             */
            min_population?: number | null;
            /** @description What asks for the next page, as the parameter `cursor`. */
            next?: string | null;
            not_inventoried?: components["schemas"]["NotInventoriedUnits"] | null;
            /** @description Units in all. */
            total: number;
            /**
             * @description The zone that was asked for, as `level:code`, several between commas, in one order whatever was
             *     asked; codes are those in force.
             */
            zone?: string | null;
            zone_set?: components["schemas"]["ZoneSummary"] | null;
        }) & {
            /** @description One array a column, each with one value a unit; missing is null. */
            columns: {
                [key: string]: unknown[];
            };
        };
        /** @description What scores and ranks are of: `france` stands for all units of the level. */
        Compared: {
            /** @description What `rank_in_zone` is among: `zone`, the one that was asked for; `built_zone`; or as `scores`. */
            rank_in_zone: string;
            /** @description What `rank`, `decile`, `need`, `lack`, `gap`, `gap_rank` and classes are among. */
            ranks: string;
            /** @description Zones within which scores compare units: `france`, or a level. */
            scores: string;
        };
        /** @description A tenth of the units with a score; where many are equal some tenths hold none and are left out. */
        DecileEntry: {
            /**
             * Format: int32
             * @description 10 = the highest index.
             */
            decile: number;
            /**
             * Format: double
             * @description Lowest score.
             */
            from: number;
            /**
             * Format: double
             * @description Highest score.
             */
            to: number;
            /** @description Units. */
            units: number;
        };
        /** @description A file. */
        Download: {
            /**
             * Format: int64
             * @description Bytes.
             */
            bytes: number;
            /** @description Where it is. */
            href: string;
            /** @description Media type. */
            media_type: string;
            /** @description Its name. */
            name: string;
        };
        /** @description Files to download. */
        Downloads: components["schemas"]["Provenance"] & {
            /** @description By name. */
            files: components["schemas"]["Download"][];
        };
        /** @description A unit of a map layer. */
        Feature: {
            /** @description Polygon or MultiPolygon; null without a contour. */
            geometry?: Record<string, never> | null;
            /** @description Code. */
            id: string;
            /** @description The columns that were asked for; missing is null. */
            properties: Record<string, never>;
            type: string;
        };
        /** @description What fills a field. */
        FieldProposal: {
            /** @description How certain that is: `sure`, `likely` or `unsure`; null without a column. */
            certainty?: string | null;
            /** @description Numbers of its columns, from 1; none: the field stays empty. */
            columns: number[];
            /** @description Name in the schema. */
            field: string;
            /** @description There are more different values than were looked at. */
            more_values: boolean;
            /** @description Why, in French. */
            reasons: string[];
            /** @description Heading for people, in French. */
            title: string;
            /** @description Values that are not understood. */
            unknown: components["schemas"]["NotUnderstood"][];
        };
        /**
         * @description A format of tables.
         * @enum {string}
         */
        Format: "json" | "csv" | "excel" | "parquet" | "arrow" | "xlsx" | "geojson";
        /** @description Scores of one unit, 0–10. */
        FormerUnit: {
            /** @description `total` and each indicator. */
            score: {
                [key: string]: number | null;
            };
        };
        /** @description An address. */
        FoundAddress: {
            carried?: components["schemas"]["Carried"] | null;
            commune?: components["schemas"]["Within"] | null;
            /** @description `housenumber`, `street`, `locality` or `municipality`. */
            kind: string;
            /** @description As it is written on a letter, in one line. */
            label: string;
            /**
             * Format: double
             * @description Latitude.
             */
            lat: number;
            /**
             * Format: double
             * @description Longitude, WGS 84.
             */
            lon: number;
            /**
             * Format: double
             * @description How well it answers the text, 0–1, as the geocoder says.
             */
            score?: number | null;
        };
        /** @description Addresses that a text names, the best first. */
        FoundAddresses: {
            /** @description The host that was asked, and that has received the text. */
            asked: string;
            /** @description The addresses. */
            results: components["schemas"]["FoundAddress"][];
            /** @description The same in a sentence, in French: to be shown beside the results. */
            said: string;
        };
        /** @description A unit. */
        FoundUnit: {
            carried?: components["schemas"]["Carried"] | null;
            /** @description Its code. */
            code: string;
            /**
             * Format: int32
             * @description 10 = the highest index.
             */
            decile?: number | null;
            /** @description Whether all of that was typed, and nothing wrong. */
            exact: boolean;
            /** @description Its level. */
            level: string;
            /**
             * @description What of it the text names: `name`, `code`, `siren` (the code of an EPCI), `postal_code`, `former_name` or
             *     `former_code` (of a commune that is no more), `delegated` or `associated` (a commune déléguée or associée
             *     of it), `arrondissement` (a municipal one).
             */
            match: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: double
             * @description Persons.
             */
            population?: number | null;
            /**
             * Format: double
             * @description The index.
             */
            score?: number | null;
            /** @description What contains it, to tell it from others of its name. */
            within: components["schemas"]["Within"][];
        };
        /** @description Units that a text names, the best first. */
        FoundUnits: {
            /** @description As typed. */
            query: string;
            /** @description The units. */
            results: components["schemas"]["FoundUnit"][];
            /** @description The zone that was asked for, as `level:code`, several between commas. */
            zone?: string | null;
        };
        /** @description A place inside the unit. */
        Geometry: {
            /** @description Longitude, latitude. */
            coordinates: number[];
            type: string;
        };
        /** @description The server is well. */
        Health: {
            /** @description Host of the geocoder that addresses are searched by, and that receives them; null where they are not. */
            addresses?: string | null;
            /** @description The build that is served. */
            build: string;
            /** @description Its method. */
            method: string;
            /** @description `ok`. */
            status: string;
            /** @description Version of the program. */
            version: string;
        };
        /** @description Help around a unit. */
        HelpAround: {
            /**
             * Format: double
             * @description What is within reach per 10,000 persons at risk (E2SFCA).
             */
            access?: number | null;
            /**
             * Format: double
             * @description Distance to the nearest place, in kilometres.
             */
            access_km?: number | null;
            /**
             * Format: double
             * @description Persons at risk: a head count of a group, not of persons in difficulty.
             */
            at_risk?: number | null;
            /**
             * Format: double
             * @description 100 × need × lack.
             */
            gap?: number | null;
            /**
             * Format: int32
             * @description 1 = the largest gap.
             */
            gap_rank?: number | null;
            /** @description Units of the level with a gap. */
            gap_ranked: number;
            /**
             * Format: double
             * @description Share of its persons who live where an inventory of places covers, 0–1: access, lack and gap are of them
             *     alone.
             */
            inventoried?: number | null;
            /**
             * Format: double
             * @description Share of them that are better served, 0–1.
             */
            lack?: number | null;
            /**
             * Format: int32
             * @description Third by lack, 3 = the worst served.
             */
            lack_class?: number | null;
            /**
             * @description The nearest places: of any help first, then one for each service; of a unit whose people are at
             *     one point.
             */
            nearest: components["schemas"]["NearestPlace"][];
            /**
             * Format: double
             * @description Share of the level's units with a lower index, 0–1.
             */
            need?: number | null;
            /**
             * Format: int32
             * @description Third of the level's units by need, 3 = the highest index.
             */
            need_class?: number | null;
            /** @description What distances are measured from: `grid`, `town_hall` or `centre`. */
            origin?: string | null;
            /** @description Who these are, in French. */
            people: string;
            /**
             * @description `fragile_far`, `fragile_near`, `robust_far` or `robust_near`, by halves; what is shown to people are
             *     the thirds, `need_class` and `lack_class`.
             */
            quadrant?: string | null;
            /** @description Why access is not known, as `not_inventoried`: no inventory covers the unit; null where it is. */
            reason?: string | null;
            /**
             * @description What to study: `network`, `equipment`, `mediation`, or `none` in the third of the lowest need; null
             *     where the method can give one answer alone.
             */
            remedy?: string | null;
            /** @description The service that access is measured to; null: any help that the method counts. */
            service?: string | null;
            /**
             * Format: double
             * @description Places that stand in the unit.
             */
            supply?: number | null;
            /**
             * Format: double
             * @description The same per 10,000 persons at risk.
             */
            supply_per_10000?: number | null;
            /** @description What is counted as help, for people. */
            title: string;
        };
        /** @description Which help is counted. */
        HelpCounted: components["schemas"]["Provenance"] & {
            at_risk?: components["schemas"]["AtRisk"] | null;
            /** @description `place`: each counts for one; `hours`: for its hours of opening. */
            capacity: string;
            /** @description Those that count as help. */
            counted: number;
            /** @description What it costs. */
            frais: components["schemas"]["PlacesFacet"][];
            not_inventoried?: components["schemas"]["NotInventoried"] | null;
            /** @description What a reader must know of the places that are counted, in French. */
            note: string;
            /** @description Who is at risk, in French. */
            people: string;
            /** @description Places in the register. */
            places: number;
            /** @description Special care that some place takes. */
            prises_en_charge: components["schemas"]["PlacesFacet"][];
            /** @description National programmes. */
            programmes: components["schemas"]["PlacesFacet"][];
            /** @description Publics that some place is for. */
            publics: components["schemas"]["PlacesFacet"][];
            /** @description Services that some place gives. */
            services: components["schemas"]["PlacesFacet"][];
            /** @description Where places come from. */
            sources: components["schemas"]["PlacesSource"][];
            /** @description `services`: only places that name a service count; `all`: all that receive the public. */
            supply: string;
            /** @description What it is. */
            title: string;
            /** @description Kinds of places. */
            typologies: components["schemas"]["PlacesFacet"][];
            /** @description What a person in each of them counts for. */
            weights: number[];
            /** @description Outer edges of the zones around a place, in kilometres. */
            zones_km: number[];
        };
        /** @description An indicator. */
        IndicatorEntry: Record<string, never> & {
            /** @description Licence of its source. */
            licence: string;
            /** @description Values by level: how many of each origin, and how many are missing for which reason. */
            values: {
                [key: string]: Record<string, never>;
            };
        };
        /** @description Indicators of the method that is served. */
        Indicators: components["schemas"]["Provenance"] & {
            /** @description Axes that they are grouped in. */
            axes: Record<string, never>[];
            /** @description Scored ones first, then context. */
            indicators: components["schemas"]["IndicatorEntry"][];
        };
        /** @description What a file gives with a mapping. */
        InventoryCheck: {
            /** @description Places that stand at the centre of their commune. */
            at_centre: number;
            /** @description The first mistakes, by line. */
            errors: components["schemas"]["RowError"][];
            /** @description Mistakes in all. */
            errors_total: number;
            /** @description The first places, as they are read. */
            first: components["schemas"]["ReadPlace"][];
            /** @description The first of them, by line. */
            known: components["schemas"]["KnownPlace"][];
            /** @description Places that this index knows already, in all. */
            known_total: number;
            /** @description Places made of them. */
            places: number;
            /** @description Rows that make no place. */
            rejected: number;
            /** @description Rows read. */
            rows: number;
        };
        /** @description A mapping that is proposed, and what the file gives with it. */
        InventoryProposal: {
            check?: components["schemas"]["InventoryCheck"] | null;
            /** @description The columns of the file. */
            columns: components["schemas"]["ColumnProposal"][];
            /** @description All fields of the schema, in its order, with what fills them. */
            fields: components["schemas"]["FieldProposal"][];
            /** @description What no column says and no place can do without, in French. Empty: the mapping can be used. */
            lacking: string[];
            /** @description Rows that were looked at to find the mapping. */
            looked_at: number;
            /** @description What was chosen among several or left out, in French. */
            notes: string[];
            /** @description Rows of the table. */
            rows: number;
            /** @description Title of the source: the file's name. */
            title: string;
            /** @description The mapping as a file for `ifn places check` and `ifn build --places`; null where it cannot be used. */
            toml?: string | null;
        };
        /**
         * @description Whether a place moves.
         * @enum {string}
         */
        Itinerance: "fixe" | "itinerant";
        /** @description A place of the file that this index knows already. */
        KnownPlace: {
            at?: components["schemas"]["PlacedAt"] | null;
            /** @description Id of the place that is known. */
            id: string;
            /** @description Its name there. */
            known_nom: string;
            /** @description Line of the file. */
            line: number;
            /** @description Its name in the file. */
            nom: string;
            /** @description Titles of the sources that know it. */
            sources: string[];
        };
        /** @description A table as a map layer: a FeatureCollection (RFC 7946), with what it is of. */
        Layer: {
            /** @description Whom to name. */
            attribution: string;
            features: components["schemas"]["Feature"][];
            /** @description The method's title. */
            method: string;
            /** @description What it is and is not. */
            notice: string;
            type: string;
        };
        /**
         * @description A layout of JSON.
         * @enum {string}
         */
        Layout: "rows" | "columns";
        /** @description A level. */
        LevelEntry: {
            /** @description Columns of its table. */
            columns: components["schemas"]["ColumnEntry"][];
            /** @description Scores of each tenth of them. */
            deciles: components["schemas"]["DecileEntry"][];
            /** @description Its id. */
            id: string;
            /** @description Whether these are nearly all the units of France at this level. */
            of_france: boolean;
            /** @description Units that ranks and deciles are of, those outside the zone that was built included. */
            ranked: number;
            /** @description Units with a score. */
            scored: number;
            /** @description Units. */
            units: number;
        };
        /** @description Levels that were built. */
        Levels: components["schemas"]["Provenance"] & {
            /** @description Name of the zone that was built, when not all of France. */
            built_zone_name?: string | null;
            /** @description Finest first. */
            levels: components["schemas"]["LevelEntry"][];
        };
        /** @description An axis or an indicator. */
        Line: {
            /**
             * Format: double
             * @description Part of the index that comes from it; null where the formula does not add parts up.
             */
            contribution?: number | null;
            /** @description Depth in the tree, from 0. */
            depth: number;
            /**
             * Format: double
             * @description Value of France as a whole.
             */
            france?: number | null;
            /** @description Id. */
            id: string;
            /** @description `axis`, `indicator`, or `context`: shown, not scored. */
            kind: string;
            /**
             * Format: double
             * @description Median of the units of the reference zone.
             */
            median?: number | null;
            /**
             * Format: double
             * @description Value on the method's scale, or the axis's score.
             */
            normalised?: number | null;
            /**
             * @description `measured`, `aggregated`, `inherited`, `imputed` or `missing`; of a distance `grid`, `town_hall`
             *     or `centre`: what it is measured from; empty for an axis.
             */
            origin: string;
            /** @description Why the value is missing. */
            reason?: string | null;
            /**
             * Format: double
             * @description Value of the reference zone as a whole.
             */
            reference?: number | null;
            /** @description Dataset. */
            source: string;
            /** @description Name for people. */
            title: string;
            /** @description Unit of the value. */
            unit: string;
            /**
             * Format: double
             * @description Value, in `unit`; null for an axis and where missing.
             */
            value?: number | null;
            /** @description Vintage. */
            vintage: string;
            /**
             * Format: double
             * @description Share of what is available beside it.
             */
            weight?: number | null;
            /** @description Values of what contains the unit, by level; null where they have none. */
            within: {
                [key: string]: number | null;
            };
        };
        /** @description What is looked around. */
        LookedAround: {
            carried?: components["schemas"]["Carried"] | null;
            /** @description Whether an inventory of places of help covers the commune; null where none was named. */
            inventoried?: boolean | null;
            /**
             * Format: double
             * @description Latitude.
             */
            lat: number;
            /**
             * Format: double
             * @description Longitude, WGS 84 degrees.
             */
            lon: number;
            /** @description What is there, when a commune was named. */
            name?: string | null;
            /** @description What the point is: `grid`, `town_hall` or `centre`; null: as it was asked for. */
            origin?: string | null;
        };
        /** @description A method, in short. */
        MethodName: {
            /** @description Its id. */
            id: string;
            /** @description SHA-256 of the method file and of the choices made since. */
            sha256: string;
            /** @description Its name for people. */
            title: string;
        };
        /** @description Methods: the one that is served, and those that the program carries. */
        Methods: {
            /** @description Those that `ifn build` can apply. */
            carried: components["schemas"]["CarriedMethod"][];
            /** @description The method of the scores that are served, with its rules, axes and indicators. */
            served: Record<string, never>;
        };
        /** @description The nearest place of a kind. */
        NearestPlace: {
            /**
             * Format: double
             * @description Distance as the crow flies, in kilometres.
             */
            distance_km: number;
            /** @description Its name. */
            label: string;
            /** @description The place. */
            place: components["schemas"]["PlaceSheet"];
            /** @description Id of the service; null for any help. */
            service?: string | null;
        };
        /** @description Units that no inventory covers. */
        NotInventoried: {
            /** @description Units of the level. */
            among: number;
            /** @description Their level. */
            level: string;
            /**
             * Format: double
             * @description Persons who live there.
             */
            persons: number;
            /** @description How many they are. */
            units: number;
        };
        /** @description Units that no inventory of places covers. */
        NotInventoriedUnits: {
            /**
             * Format: double
             * @description Persons who live there.
             */
            persons: number;
            /** @description How many they are. */
            units: number;
        };
        /** @description A value that is not understood. */
        NotUnderstood: {
            /** @description Cells with it, among those that were looked at. */
            count: number;
            /** @description The allowed value that is nearest to it; it is not taken. */
            nearest?: string | null;
            /** @description As the file writes it. */
            value: string;
        };
        /** @description Where a place of the file is. */
        PlacedAt: {
            /** @description It is the centre of its commune. */
            centre: boolean;
            /**
             * Format: double
             * @description Latitude.
             */
            lat: number;
            /**
             * Format: double
             * @description Longitude, WGS 84.
             */
            lon: number;
        };
        /** @description A value that places can be asked by. */
        PlacesFacet: {
            /** @description As a parameter takes it. */
            id: string;
            /** @description The value, as the national schema writes it. */
            label: string;
            /** @description Places that have it. */
            places: number;
        };
        /**
         * @description A format of places.
         * @enum {string}
         */
        PlacesFormat: "json" | "csv" | "excel" | "parquet" | "geojson";
        /**
         * @description A place: the 32 fields of the national schema (null where unknown, lists as arrays), and what
         *     follows from them.
         */
        PlaceShape: {
            /**
             * Format: double
             * @description Distance as the crow flies (geodesic), where one is measured.
             */
            distance_km?: number | null;
            /** @description It moves. */
            itinerant: boolean;
            /** @description Whether it is open at the time asked for, now when none is; null where it does not say. */
            open?: boolean | null;
            /** @description `given` by the source, or `commune_centre` where the source gives none that can be used. */
            position: string;
            /** @description Not « Ce lieu n'accueille pas de public ». */
            receives_public: boolean;
            /** @description Datasets that know it. */
            sources: string[];
            /**
             * @description Opening hours of an ordinary week, Monday first: begin and end of each time it is open; null
             *     where they are not known.
             */
            week?: string[][][] | null;
        } & {
            [key: string]: unknown;
        };
        /** @description A place as JSON. */
        PlaceSheet: components["schemas"]["PlaceShape"];
        /** @description A list of places. */
        PlacesList: components["schemas"]["Provenance"] & {
            /** @description Those of this page. */
            count: number;
            near?: components["schemas"]["LookedAround"] | null;
            /** @description What asks for the next page, as the parameter `cursor`. */
            next?: string | null;
            /** @description The places: the nearest first around a point, else by commune. */
            places: components["schemas"]["PlaceSheet"][];
            /** @description Places that are asked for, in all. */
            total: number;
            /** @description The zone that was asked for, as `level:code`, several between commas; codes are those in force. */
            zone?: string | null;
            zone_set?: components["schemas"]["ZoneSummary"] | null;
        };
        /** @description A source of places. */
        PlacesSource: {
            /** @description The area that it covers, as zones, or `france`; null where it does not say: it is taken as France. */
            covers?: string[] | null;
            /** @description Dataset. */
            id: string;
            /** @description Its licence. */
            licence: string;
            /** @description Its places that lie outside of that area. */
            outside: number;
            /** @description Places that it knows. */
            places: number;
            /** @description Who makes it. */
            publisher: string;
            /** @description Its rows that make no place. */
            rejected: number;
            /** @description What it is. */
            title: string;
            /** @description Of when it is. */
            vintage: string;
        };
        /** @description A unit. */
        Point: {
            geometry: components["schemas"]["Geometry"];
            properties: components["schemas"]["Properties"];
            type: string;
        };
        /** @description A GeoJSON FeatureCollection. */
        Points: {
            features: components["schemas"]["Point"][];
            type: string;
        };
        /** @description A problem document (`application/problem+json`, RFC 9457). */
        Problem: {
            /** @description What was asked and why it cannot be answered. */
            detail: string;
            /** @description What to ask instead. */
            help?: string | null;
            /**
             * Format: int32
             * @description HTTP status.
             */
            status: number;
            /** @description The kind in words. */
            title: string;
            /**
             * @description What kind of problem it is: `urn:ifn:problem:…`.
             * @example urn:ifn:problem:unknown-parameter
             */
            type: string;
        };
        /** @description What a map writes there. */
        Properties: {
            /** @description Code. */
            code: string;
            /** @description Name. */
            name: string;
            /**
             * Format: double
             * @description Persons.
             */
            population?: number | null;
        };
        /**
         * @description A format of proposals.
         * @enum {string}
         */
        ProposalFormat: "json" | "csv";
        /** @description Where the figures come from. */
        Provenance: {
            /** @description Whom to name. */
            attribution: string;
            /** @description The zone that was built, when not all of France. */
            built_zone?: string | null;
            /** @description Licences of the sources. */
            licence: string;
            /** @description The method. */
            method: components["schemas"]["MethodName"];
            /** @description What the figures are and are not. */
            notice: string;
            /** @description Zones within which units are compared: `france`, or a level. */
            reference: string;
            /** @description Vintages. */
            vintage: components["schemas"]["Vintage"];
        };
        /** @description A place as it is read. */
        ReadPlace: {
            /** @description Line of the file, as a spreadsheet program numbers it. */
            line: number;
            /** @description Fields that are known: title and text. */
            values: string[][];
        };
        /** @description A mistake. */
        RowError: {
            at?: components["schemas"]["PlacedAt"] | null;
            /** @description What could stand there instead; empty where only the owner knows. */
            correction: string;
            /** @description What became of the place. */
            effect: string;
            /** @description What was expected. */
            expected: string;
            /** @description Line of the file. */
            line: number;
            /** @description Name of the place, where it has one. */
            nom?: string | null;
            /** @description What is wrong. */
            problem: string;
            /** @description Title of the field, in French; empty when it is the whole row. */
            title: string;
            /** @description What stands there, cut. */
            value: string;
        };
        /** @description Rows of a table as JSON, with where they come from. */
        Rows: (components["schemas"]["Provenance"] & {
            /** @description The frame that was asked for: west, south, east, north. */
            bbox?: number[] | null;
            carried?: components["schemas"]["Carried"] | null;
            /** @description What scores and ranks are of. */
            compared: components["schemas"]["Compared"];
            /** @description Units on this page. */
            count: number;
            /** @description Units that are left out for it: those of fewer inhabitants, and those whose population is not known. */
            left_out?: number | null;
            /** @description Level of the units. */
            level: string;
            /**
             * Format: int64
             * @description The least population that was asked for.
             */
            min_population?: number | null;
            /** @description What asks for the next page, as the parameter `cursor`. */
            next?: string | null;
            not_inventoried?: components["schemas"]["NotInventoriedUnits"] | null;
            /** @description Units in all. */
            total: number;
            /**
             * @description The zone that was asked for, as `level:code`, several between commas, in one order whatever was
             *     asked; codes are those in force.
             */
            zone?: string | null;
            zone_set?: components["schemas"]["ZoneSummary"] | null;
        }) & {
            /** @description One object a unit, with the columns that were asked for; missing is null. */
            units: unknown[];
        };
        /** @description Everything that is known of a unit. */
        Sheet: components["schemas"]["Provenance"] & {
            access?: components["schemas"]["HelpAround"] | null;
            /** @description West, south, east, north, in degrees; null where its contour is not known. */
            bbox?: number[] | null;
            /** @description Why: axes and indicators, in the order of the method, then context. */
            breakdown: components["schemas"]["Line"][];
            carried?: components["schemas"]["Carried"] | null;
            /** @description Code. */
            code: string;
            /** @description What scores and ranks are of. */
            compared: components["schemas"]["Compared"];
            /**
             * Format: double
             * @description Share of the indicators' weight that is available, 0–1.
             */
            completeness: number;
            /**
             * Format: int32
             * @description Tenth of the level's units, 10 = the highest index.
             */
            decile?: number | null;
            in_zone?: components["schemas"]["SheetZone"] | null;
            /** @description Level. */
            level: string;
            /** @description Why the score, or an axis of it, is missing although enough is known of the unit. */
            lost?: string | null;
            /** @description Units of the level with a lower score; absent where a build holds a part of them alone. */
            lower?: number | null;
            /**
             * Format: double
             * @description Share below which no score is given.
             */
            min_available: number;
            /** @description Name. */
            name: string;
            /** @description Units that touch it, the highest index first; null where its contour is not known. */
            neighbours?: components["schemas"]["UnitScore"][] | null;
            /** @description Longitude and latitude of a point inside. */
            point?: number[] | null;
            /**
             * Format: double
             * @description Persons.
             */
            population?: number | null;
            /**
             * Format: int32
             * @description 1 = the highest index, among `scored` units of the level.
             */
            rank?: number | null;
            /**
             * Format: int32
             * @description Rank within the reference zone, among `scored_in_zone` units.
             */
            rank_in_zone?: number | null;
            /**
             * Format: double
             * @description The index; null where too little is known.
             */
            score?: number | null;
            /** @description Units of the level with a score. */
            scored: number;
            /** @description Units of the reference zone with a score. */
            scored_in_zone: number;
            /** @description Sources of the indicators. */
            sources: components["schemas"]["Source"][];
            /** @description What contains it, the smallest first, with the scores of their own levels. */
            within: components["schemas"]["UnitScore"][];
            /**
             * @description What the index is called and what high means: `fr` and `en`, each with `long`, `short`, `noun`,
             *     `high`, `low` and `key`.
             */
            words: Record<string, never>;
        };
        /**
         * @description A format of sheets.
         * @enum {string}
         */
        SheetFormat: "json" | "html";
        /** @description Place of a unit among those of a zone. */
        SheetZone: {
            /**
             * Format: int32
             * @description Tenth of these, 10 = the highest index; null where they are too few to be cut into tenths (200).
             */
            decile?: number | null;
            /** @description What it is called, for people, in French. */
            name: string;
            /**
             * Format: int32
             * @description 1 = the highest index, among `scored`; null without a score.
             */
            rank?: number | null;
            /** @description Units of the zone with a score. */
            scored: number;
            /** @description The zone, as `level:code`, several between commas. */
            zone: string;
        };
        /** @description A source. */
        Source: {
            /** @description Dataset. */
            id: string;
            /** @description Its licence. */
            licence: string;
            /** @description Page to read. */
            page: string;
            /** @description Who makes it. */
            publisher: string;
            /** @description What it is. */
            title: string;
            /** @description Of when it is. */
            vintage: string;
        };
        /** @description A table as JSON, in the layout that was asked for. */
        Tabular: components["schemas"]["Rows"] | components["schemas"]["Columns"];
        /** @description TileJSON 3.0.0: what a map client needs to know of a tileset. */
        TileJson: {
            /** @description West, south, east, north. */
            bounds: number[];
            /**
             * Format: int32
             * @description Last zoom.
             */
            maxzoom: number;
            /**
             * Format: int32
             * @description First zoom.
             */
            minzoom: number;
            /** @description `3.0.0`. */
            tilejson: string;
            /** @description Addresses of tiles. */
            tiles: string[];
            /** @description Layers and their attributes. */
            vector_layers: unknown[];
        };
        /** @description A unit beside or above. */
        UnitScore: {
            /** @description Code. */
            code: string;
            /**
             * Format: int32
             * @description 10 = the highest index.
             */
            decile?: number | null;
            /** @description Level. */
            level: string;
            /** @description Name. */
            name?: string | null;
            /** @description Longitude and latitude of a point inside. */
            point?: number[] | null;
            /**
             * Format: int32
             * @description 1 = the highest index of its level.
             */
            rank?: number | null;
            /**
             * Format: double
             * @description The index, at its own level.
             */
            score?: number | null;
        };
        /** @description What a server reads of the files that people send it. */
        Uploads: {
            /** @description Whether its owner allows it. */
            allowed: boolean;
            /** @description Endings of the files that are read. */
            kinds: string[];
            /** @description Bytes of a file, at most. */
            most_bytes: number;
        };
        /** @description Of which years the figures are. */
        Vintage: {
            /**
             * Format: int32
             * @description Year of the official geographic code that units are those of.
             */
            geography: number;
            /** @description Vintage of each source, by its id. */
            sources: {
                [key: string]: string;
            };
        };
        /**
         * Format: double
         * @description A weight: a number, not negative.
         */
        Weight: number;
        /** @description A unit that contains another one. */
        Within: {
            /** @description Its code. */
            code: string;
            /** @description Its level. */
            level: string;
            /** @description Its name. */
            name?: string | null;
        };
        /** @description Persons of a zone. */
        ZoneHeads: {
            /**
             * Format: double
             * @description Persons at risk: a head count of a group, not of persons in difficulty. Null where the method
             *     counts none.
             */
            at_risk?: number | null;
            /** @description Level whose units were counted. */
            level: string;
            /**
             * Format: double
             * @description Persons.
             */
            population?: number | null;
            /** @description Units of it in the zone. */
            units: number;
            /** @description Units whose persons at risk are not known. */
            without_at_risk: number;
        };
        /** @description A member of a zone. */
        ZoneMember: {
            /** @description Code. */
            code: string;
            /** @description Level. */
            level: string;
            /** @description Name. */
            name?: string | null;
        };
        /** @description Two members that share units. */
        ZoneOverlap: {
            /** @description The smaller one, as `level:code`. */
            member: string;
            /** @description The other. */
            other: string;
            /** @description Whether the smaller lies in the other as a whole. */
            whole: boolean;
        };
        /** @description The zone that was asked for. */
        ZoneSummary: {
            /** @description Codes that led to a member without being its own. */
            carried: components["schemas"]["Carried"][];
            heads?: components["schemas"]["ZoneHeads"] | null;
            /** @description Its members, by codes in force. */
            members: components["schemas"]["ZoneMember"][];
            /**
             * @description Its members by name, for people, in French: a few of them where they are many. Where the build holds a part
             *     of the zone alone, it says so.
             */
            name: string;
            /** @description How many overlaps there are. */
            overlapping: number;
            /** @description Members that share units, each of which is counted once: the first fifty. */
            overlaps: components["schemas"]["ZoneOverlap"][];
            /** @description Members that were given more than once; each is counted once. */
            repeated: string[];
            /** @description What the build holds, where that is a part of the zone alone: rows, ranks and heads are of that part. */
            within?: string | null;
        };
    };
    responses: {
        /** @description What was wrong, and what to do */
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
