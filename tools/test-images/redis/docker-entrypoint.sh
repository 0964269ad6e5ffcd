#!/bin/sh
set -e
# options or a file alone are meant for redis-server
case $1 in -* | *.conf) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ]; then
    # the official image is built with protected mode off, the distribution's package is not
    case "$*" in *protected-mode* | *--sentinel*) ;; *) set -- "$@" --protected-mode no ;; esac
fi
if [ "$(id -u)" = 0 ]; then
    case $1 in redis-server | redis-sentinel)
        find . ! -user redis -exec chown redis:redis {} + 2>/dev/null || true
        exec setpriv --reuid redis --regid redis --clear-groups -- "$@" ;;
    esac
fi
exec "$@"
