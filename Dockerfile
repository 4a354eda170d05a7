FROM python:3.11-slim-bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends make postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home kust && mkdir -p /opt/kust /var/lib/kust && chown kust /opt/kust /var/lib/kust
USER kust
WORKDIR /opt/kust
COPY --chown=kust . .
RUN make .venv/.demo && rm -rf ~/.cache
ENV KUST_HOME=/var/lib/kust
VOLUME /var/lib/kust
EXPOSE 8000
# Python takes this one from its first moment on, also as the first process of the container.
STOPSIGNAL SIGINT
HEALTHCHECK --start-period=120s CMD [".venv/bin/python", "deploy/health.py"]
CMD [".venv/bin/python", "-m", "kust_web", "serve", "--host", "0.0.0.0", "--bare"]
