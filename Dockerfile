# One node: the page and the API, with the index in a volume. README.md and docs/serving.md show how to run it.
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/quotedesk \
    && /opt/quotedesk/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 quotedesk \
    && install --directory --owner=quotedesk /index
COPY --from=build /opt/quotedesk /opt/quotedesk
ENV PATH=/opt/quotedesk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    QUOTEDESK_INDEX=/index
USER 1000
WORKDIR /home/quotedesk
VOLUME /index
EXPOSE 7860
# Python, because the image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
ENTRYPOINT ["quotedesk"]
# It refuses to start unless $QUOTEDESK_LOGIN or a proxy with a login is set.
CMD ["serve", "--host", "0.0.0.0"]
