FROM python:3.11-slim-bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends make postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home kust && mkdir -p /opt/kust /var/lib/kust && chown kust /opt/kust /var/lib/kust
USER kust
WORKDIR /opt/kust
COPY --chown=kust . .
RUN make .venv/.demo
ENV KUST_HOME=/var/lib/kust
VOLUME /var/lib/kust
EXPOSE 8000
CMD [".venv/bin/python", "-m", "kust_web", "serve", "--host", "0.0.0.0", "--bare"]
