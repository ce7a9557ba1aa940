using System.Collections.Concurrent;
using System.Net;
using System.Text;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.Unit.Services;

/// <summary>The framework's instruments are global to the process: no other test may use them meanwhile.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests : IDisposable
{
    readonly string _collectorUrl = $"http://127.0.0.1:{FreePort.Next()}/";
    readonly HttpListener _collector = new();
    readonly ConcurrentDictionary<string, string> _received = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_metrics_and_logs_reach_the_collector()
    {
        _collector.Prefixes.Add(_collectorUrl);
        _collector.Start();
        var collecting = CollectAsync();
        await using (var app = Service())
        {
            await app.StartAsync(Cancelled);
            // Without the caller's trace, which begins with a client's span and is not recorded.
            using var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null };
            using var http = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };
            Assert.Equal("7", await http.GetStringAsync("/things/7", Cancelled));
            Assert.Equal(HttpStatusCode.InternalServerError, (await http.GetAsync("/failures/8", Cancelled)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive", Cancelled)).StatusCode);
            await app.StopAsync(Cancelled);
        }

        _collector.Stop();
        await collecting;
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], _received.Keys.Order());
        var traces = _received["/v1/traces"];
        Assert.Contains("GET /things/{id}", traces, StringComparison.Ordinal);
        Assert.Contains("GET /failures/{id}", traces, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("/alive", traces, StringComparison.Ordinal);
        Assert.Contains("telemetry-instance", traces, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", _received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("dotnet.gc.collections", _received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("A thing was read", _received["/v1/logs"], StringComparison.Ordinal);
    }

    public void Dispose() => _collector.Close();

    WebApplication Service()
    {
        var builder = WebApplication.CreateBuilder(
        [
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={_collectorUrl}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_SERVICE_NAME=telemetry",
            "--OTEL_RESOURCE_ATTRIBUTES=service.instance.id=telemetry-instance",
        ]);
        builder.AddServiceDefaults();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/things/{id}", (string id, ILogger<TelemetryTests> logger) =>
        {
            logger.LogInformation("A thing was read");
            return id;
        });
        app.MapGet("/failures/{id}", string (string id) => throw new InvalidOperationException($"{id} is meant to fail."));
        return app;
    }

    /// <summary>Stores exports by path. Names and values are plain text in protobuf.</summary>
    async Task CollectAsync()
    {
        try
        {
            while (true)
            {
                var context = await _collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body, Cancelled);
                var text = Encoding.UTF8.GetString(body.ToArray());
                _received.AddOrUpdate(context.Request.Url!.AbsolutePath, text, (_, before) => before + text);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
