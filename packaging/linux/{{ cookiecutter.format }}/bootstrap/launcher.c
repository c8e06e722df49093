/* The program /usr/bin/conceptwriter: an interpreter that knows only the system's standard library, the app and
 * the app's packages, and runs `python -m {{ cookiecutter.module_name }}` with the arguments it was given.
 * See https://docs.python.org/3/c-api/init_config.html. */

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <Python.h>

#define LIBRARY "{{ cookiecutter.lib_dir }}/{{ cookiecutter.app_name }}"

static void end_on_failure(PyStatus status, PyConfig *config)
{
    if (PyStatus_Exception(status)) {
        PyConfig_Clear(config);
        Py_ExitStatusException(status);
    }
}

/* Appends PREFIX/LIBRARY/folder to sys.path; 0, or -1 with a Python exception. */
static int search_in(const char *prefix, const char *folder)
{
    PyObject *search_path = PySys_GetObject("path"); /* borrowed */
    char name[PATH_MAX];
    PyObject *entry;
    int failed;

    if (search_path == NULL)
        return -1;
    snprintf(name, sizeof name, "%s/" LIBRARY "/%s", prefix, folder);
    entry = PyUnicode_DecodeFSDefault(name);
    if (entry == NULL)
        return -1;
    failed = PyList_Append(search_path, entry);
    Py_DECREF(entry);
    return failed;
}

int main(int argc, char **argv)
{
    PyPreConfig before;
    PyConfig config;
    char program[PATH_MAX], folder[PATH_MAX];
    const char *prefix;

    if (realpath("/proc/self/exe", program) == NULL) {
        perror("conceptwriter: /proc/self/exe");
        return 1;
    }
    snprintf(folder, sizeof folder, "%s", program); /* dirname writes into what it is given */
    prefix = dirname(dirname(folder));              /* the program is PREFIX/bin/conceptwriter */

    /* Isolated: no variables, no folders of the user and no site-packages of the system reach the program. */
    PyPreConfig_InitIsolatedConfig(&before);
    before.utf8_mode = 1;
    before.configure_locale = 1;
    PyConfig_InitIsolatedConfig(&config);
    end_on_failure(Py_PreInitialize(&before), &config);

    config.site_import = 0;
    config.write_bytecode = 0; /* it lies beside the modules already, and nobody may write there */
    config.install_signal_handlers = 1;
    end_on_failure(PyConfig_SetBytesString(&config, &config.executable, program), &config);
    end_on_failure(PyConfig_SetBytesString(&config, &config.run_module, "{{ cookiecutter.module_name }}"), &config);
    end_on_failure(PyConfig_SetBytesArgv(&config, argc, argv), &config);
    end_on_failure(Py_InitializeFromConfig(&config), &config);
    PyConfig_Clear(&config);

    if (search_in(prefix, "app") < 0 || search_in(prefix, "app_packages") < 0) {
        PyErr_Print();
        return 1;
    }
    return Py_RunMain();
}
