/* Loaded before the C library: the calls that change a folder under test are counted, and one of them fails, or
 * ends the program. Python and SQLite both come through here. See faults.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAIL_ONCE = 0, FAIL_FROM = 1, KILL_BEFORE = 2, KILL_AFTER = 3, KILL_INSIDE = 4 };
enum { MOST = 1024 };

static char prefix[1024];
static long at = -1, count = 0, failed = 0;
static int error_number = EIO, manner = FAIL_ONCE;
static char watched[MOST];

void faults_arm(const char *folder, long number, int error, int how) {
    strncpy(prefix, folder, sizeof prefix - 1);
    at = number, error_number = error, manner = how, count = 0, failed = 0;
}
long faults_count(void) { return count; }
long faults_failed(void) { return failed; }

static int inside(const char *path) { return prefix[0] && path && !strncmp(path, prefix, strlen(prefix)); }
static int inside_file(int file) { return prefix[0] && file >= 0 && file < MOST && watched[file]; }

/* 0: go on; 1: fail; 2: die after the call; 3: die in the middle of it. */
static int step(void) {
    long number = ++count;
    if (at < 0 || number < at || (number > at && manner != FAIL_FROM)) return 0;
    if (manner == KILL_BEFORE) kill(getpid(), SIGKILL);
    if (manner == KILL_AFTER) return 2;
    if (manner == KILL_INSIDE) return 3;
    failed++;
    errno = error_number;
    return 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)
#define AFTER(how) do { if ((how) >= 2) kill(getpid(), SIGKILL); } while (0)

#define OPENER(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, name, const char *, int, ...); \
        int mode = 0, how = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); } \
        if (inside(path) && (flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC)) && (how = step()) == 1) return -1; \
        int file = real(path, flags, mode); \
        if (file >= 0 && file < MOST) watched[file] = inside(path); \
        AFTER(how); \
        return file; \
    }
OPENER(open)
OPENER(open64)

#define WRITER(name, parameters, arguments, shorter) \
    ssize_t name parameters { \
        REAL(ssize_t, name, int, const void *, size_t, off_t); \
        int how = 0; \
        if (inside_file(file) && (how = step()) == 1) return -1; \
        if (how == 3) { size /= 2; real arguments; kill(getpid(), SIGKILL); } \
        ssize_t written = real arguments; \
        AFTER(how); \
        return written; \
    }
WRITER(pwrite, (int file, const void *data, size_t size, off_t place), (file, data, size, place), 0)
WRITER(pwrite64, (int file, const void *data, size_t size, off_t place), (file, data, size, place), 0)

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    int how = 0;
    if (inside_file(file) && (how = step()) == 1) return -1;
    if (how == 3) { real(file, data, size / 2); kill(getpid(), SIGKILL); }
    ssize_t written = real(file, data, size);
    AFTER(how);
    return written;
}

#define ON_FILE(name, parameters, arguments, ...) \
    int name parameters { \
        REAL(int, name, __VA_ARGS__); \
        int how = 0; \
        if (inside_file(file) && (how = step()) == 1) return -1; \
        int done = real arguments; \
        AFTER(how); \
        return done; \
    }
ON_FILE(fsync, (int file), (file), int)
ON_FILE(fdatasync, (int file), (file), int)
ON_FILE(ftruncate, (int file, off_t size), (file, size), int, off_t)
ON_FILE(ftruncate64, (int file, off_t size), (file, size), int, off_t)
ON_FILE(fchmod, (int file, mode_t mode), (file, mode), int, mode_t)

#define ON_PATH(name, parameters, arguments, ...) \
    int name parameters { \
        REAL(int, name, __VA_ARGS__); \
        int how = 0; \
        if (inside(path) && (how = step()) == 1) return -1; \
        int done = real arguments; \
        AFTER(how); \
        return done; \
    }
ON_PATH(rename, (const char *path, const char *other), (path, other), const char *, const char *)
ON_PATH(unlink, (const char *path), (path), const char *)
ON_PATH(chmod, (const char *path, mode_t mode), (path, mode), const char *, mode_t)
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode), const char *, mode_t)

int close(int file) {
    REAL(int, close, int);
    if (file >= 0 && file < MOST) watched[file] = 0;
    return real(file);
}
