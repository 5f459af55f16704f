/* check.c - reads what a receiver wrote, and counts lines lost, repeated, out of order, misrouted.
 *
 *   check -s STATE [-e FILE]... [-n FILE]... [FILE]...
 *
 * STATE is what gen wrote. Into -e files belong only lines with sequence % 20 == 7, into -n files
 * only the others, into plain files all. A line is known by its mark cidCCsNNNNNNNNNN, wherever it
 * stands. Prints one JSON line; "lost_acked" are the lost lines that the receiver's kernel had
 * acknowledged, "unmarked" lines without a mark, "cut" lines that the sender never completed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum where { ANY, ERRORS, OTHERS };

static long long written[100], unacked_from[100], unacked_to[100];
static unsigned char *seen[100];
static long long lines, unmarked, repeated, disordered, misrouted, cut, unique, bytes;

/* The mark's first byte in [line, end), or 0. */
static const char *find_mark(const char *line, const char *end)
{
    const char *at = line;
    while ((at = memmem(at, end - at, "cid", 3)) && end - at >= 16) {
        int good = at[5] == 's';
        for (int i = 3; good && i < 16; i++) good = i == 5 || (at[i] >= '0' && at[i] <= '9');
        if (good) return at;
        at += 3;
    }
    return 0;
}

static void count_line(const char *mark, enum where where, long long *last)
{
    int c = (mark[3] - '0') * 10 + mark[4] - '0';
    long long sequence = 0;
    for (int i = 6; i < 16; i++) sequence = sequence * 10 + mark[i] - '0';
    if (sequence >= written[c]) cut++;
    else if (seen[c][sequence]) repeated++;
    else {
        seen[c][sequence] = 1;
        unique++;
    }
    if (sequence < last[c]) disordered++;
    else last[c] = sequence;
    if (where != ANY && (sequence % 20 == 7) != (where == ERRORS)) misrouted++;
}

static void scan(const char *path, enum where where)
{
    struct stat size;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &size)) {
        perror(path);
        exit(2);
    }
    if (size.st_size > 0) {
        const char *map = mmap(0, size.st_size, PROT_READ, MAP_PRIVATE, fd, 0), *end = map + size.st_size;
        long long last[100];
        madvise((void *)map, size.st_size, MADV_SEQUENTIAL);
        for (int i = 0; i < 100; i++) last[i] = -1;
        for (const char *line = map; line < end;) {
            const char *newline = memchr(line, '\n', end - line);
            if (!newline) newline = end;
            const char *mark = find_mark(line, newline);
            lines++;
            if (mark) count_line(mark, where, last);
            else unmarked++;
            line = newline + 1;
        }
        munmap((void *)map, size.st_size);
        bytes += size.st_size;
    }
    close(fd);
}

static void read_state(const char *path)
{
    char text[256];
    int c;
    long long a, b;
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        exit(2);
    }
    while (fgets(text, sizeof text, f)) {
        if (sscanf(text, "conn %d %lld", &c, &a) == 2) written[c] = a;
        else if (sscanf(text, "unacked %d %lld %lld", &c, &a, &b) == 3) {
            unacked_from[c] = a;
            unacked_to[c] = b;
        }
    }
    fclose(f);
}

int main(int argc, char **argv)
{
    const char *errors[50], *others[50], *state = 0;
    int option, error_files = 0, other_files = 0;
    while ((option = getopt(argc, argv, "s:e:n:")) != -1) switch (option) {
        case 's': state = optarg; break;
        case 'e': errors[error_files++] = optarg; break;
        case 'n': others[other_files++] = optarg; break;
        default: return 2;
        }
    if (!state) {
        fprintf(stderr, "check: needs -s STATE\n");
        return 2;
    }
    read_state(state);
    long long total = 0, lost_unacked = 0;
    for (int c = 0; c < 100; c++)
        if (written[c]) {
            total += written[c];
            seen[c] = calloc(written[c], 1);
        }
    for (int i = 0; i < error_files; i++) scan(errors[i], ERRORS);
    for (int i = 0; i < other_files; i++) scan(others[i], OTHERS);
    for (; optind < argc; optind++) scan(argv[optind], ANY);
    for (int c = 0; c < 100; c++)
        for (long long s = unacked_from[c]; s < unacked_to[c]; s++) lost_unacked += !seen[c][s];
    long long lost = total - unique;
    printf("{\"expected\":%lld,\"lines\":%lld,\"lost\":%lld,\"lost_acked\":%lld,\"dup\":%lld,\"ooo\":%lld,"
           "\"misrouted\":%lld,\"unmarked\":%lld,\"cut\":%lld,\"bytes\":%lld}\n",
           total, lines, lost, lost - lost_unacked, repeated, disordered, misrouted, unmarked, cut, bytes);
    return 0;
}
