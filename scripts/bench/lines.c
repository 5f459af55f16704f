/* lines.c - renders the marked lines that gen sends: see gen.c for their kinds. */
#define _GNU_SOURCE
#include "gen.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *block;
int line_start[BLOCK_LINES + 1], sequence_at[BLOCK_LINES], connection_at[BLOCK_LINES];

static int render_nginx(int i, const char *mark, char *out)
{
    static const char *ips[] = {"1.2.3.4", "10.20.30.40", "192.168.101.77", "8.8.4.4", "203.0.113.250"};
    static const char *paths[] = {"/nginx-logo.png", "/api/v1/orders", "/index.html", "/static/js/app.min.js",
                                  "/poweredby.png"};
    static const char *agents[] = {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                                   "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
                                   "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101"};
    int status = i % 20 == 7 ? 500 + i / 20 % 5 : i % 10 == 3 ? 404 : i % 10 == 6 ? 304 : 200;
    return sprintf(out,
                   "%s - - [06/Aug/2025:12:%02d:%02d +0800] \"GET %s?t=%s HTTP/1.1\" %d %d "
                   "\"http://%s.example.com/\" \"%s\" \"-\"\n",
                   ips[i % 5], i / 60 % 60, i % 60, paths[i / 3 % 5], mark, status, 100 + i * 37 % 9000,
                   i % 2 ? "www" : "shop", agents[i / 7 % 3]);
}

enum body { TEXT, TEXT_250, JSON };

static int render_syslog(int i, const char *mark, enum body body, char *out)
{
    static const char *words[] = {"request", "accepted", "for",    "customer", "from",  "warehouse",
                                  "node",    "in",       "time",   "budget",   "retry", "queue",
                                  "commit",  "flush",    "latency", "shard"};
    int n = sprintf(out, "<%d>1 2025-08-06T12:%02d:%02d.%03d456+08:00 web-%02d.example.net orders %d REQ%d - ",
                    128 + i % 8, i / 60 % 60, i % 60, i % 1000, i % 30, 1000 + i % 400, i % 9);
    if (body != JSON) {
        int length = body == TEXT_250 ? 250 : 200 + i * 61 % 95;
        n += sprintf(out + n, "%s", mark);
        for (int j = 0; n < length; j++)
            n += sprintf(out + n, " %s=%d", words[(i * 7 + j) % 16], (i * 31 + j * 17) % 997);
        if (body == TEXT_250) n = 250;
    } else {
        n += sprintf(out + n, "{\"id\":\"%s\",\"samples\":[", mark);
        for (int j = 0; n < 850; j++)
            n += sprintf(out + n,
                         "%s{\"name\":\"http_request_duration_seconds_bucket\",\"labels\":{\"job\":\"%s\","
                         "\"le\":\"0.%d\",\"code\":\"%d\"},\"value\":%d.%d}",
                         j ? "," : "", words[(i + j) % 16], 5 * j + 1, 200 + (i + j) % 5, i * 13 + j, j);
        n += sprintf(out + n, "]}");
    }
    out[n++] = '\n';
    return n;
}

void render_block(const char *kind)
{
    block = malloc(BLOCK_LINES * 2048);
    for (int i = 0; i < BLOCK_LINES; i++) {
        char mark[32], *line = block + line_start[i];
        sprintf(mark, "cid00s%010d", i);
        int n = 0;
        if (!strcmp(kind, "nginx")) n = render_nginx(i, mark, line);
        else if (!strcmp(kind, "rfc5424")) n = render_syslog(i, mark, TEXT, line);
        else if (!strcmp(kind, "rfc5424-250")) n = render_syslog(i, mark, TEXT_250, line);
        else if (!strcmp(kind, "json")) n = render_syslog(i, mark, JSON, line);
        else {
            fprintf(stderr, "gen: no such kind of line: %s (there are rfc5424, rfc5424-250, nginx, json)\n", kind);
            exit(2);
        }
        char *at = memmem(line, n, mark, 16);
        connection_at[i] = at + 3 - block;
        sequence_at[i] = at + 6 - block;
        line_start[i + 1] = line_start[i] + n;
    }
}
