using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace DbPerService.ServiceDefaults;

static class TelemetryExtensions
{
    // Instead of OpenTelemetry's ten seconds: traces, metrics and logs are each flushed when the service ends, and an unresponsive
    // collector must not delay that.
    const int DefaultTimeoutMilliseconds = 2000;

    /// <summary>Exports traces, metrics and logs to OTEL_EXPORTER_OTLP_ENDPOINT; collects nothing if that is not set.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        var name = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        var resource = ResourceBuilder.CreateDefault().AddService(name);
        var tracesPerSecond = builder.Configuration.GetValue("Telemetry:TracesPerSecond", RateLimitingSampler.DefaultTracesPerSecond);
        var timeout = builder.Configuration.GetValue("OTEL_EXPORTER_OTLP_TIMEOUT", DefaultTimeoutMilliseconds);
        builder.Services.AddHostedService(provider =>
            new TelemetryProviders(resource, tracesPerSecond, timeout, provider.GetRequiredService<TimeProvider>()));
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.SetResourceBuilder(resource);
            logging.IncludeFormattedMessage = true;
            logging.AddOtlpExporter(exporter => exporter.TimeoutMilliseconds = timeout);
        });
    }

    public static void UseRequestTelemetry(this IApplicationBuilder app) => app.UseMiddleware<RequestTelemetry>();
}
