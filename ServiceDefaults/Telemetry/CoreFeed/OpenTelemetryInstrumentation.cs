using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Replaces the packages OpenTelemetry.Instrumentation.* on the core feed, which lacks them (docs/feeds.md). The framework has spans and
/// instruments of its own.
/// </summary>
static class OpenTelemetryInstrumentation
{
    public static TracerProviderBuilder AddAspNetCoreInstrumentation(this TracerProviderBuilder tracing, Action<RequestSpanOptions> configure)
    {
        var options = new RequestSpanOptions();
        configure(options);
        return tracing.AddSource("Microsoft.AspNetCore")
            .ConfigureServices(services => services.AddSingleton<IStartupFilter>(new First(options)));
    }

    public static TracerProviderBuilder AddHttpClientInstrumentation(this TracerProviderBuilder tracing) =>
        tracing.AddSource("System.Net.Http");

    public static MeterProviderBuilder AddAspNetCoreInstrumentation(this MeterProviderBuilder metrics) => metrics.AddMeter(
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Diagnostics");

    public static MeterProviderBuilder AddHttpClientInstrumentation(this MeterProviderBuilder metrics) =>
        metrics.AddMeter("System.Net.Http", "System.Net.NameResolution");

    public static MeterProviderBuilder AddRuntimeInstrumentation(this MeterProviderBuilder metrics) => metrics.AddMeter("System.Runtime");

    /// <summary>Puts the middleware before all others.</summary>
    sealed class First(RequestSpanOptions options) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseMiddleware<RequestSpan>(options);
            next(app);
        };
    }
}

sealed class RequestSpanOptions
{
    /// <summary>Whether a request is traced.</summary>
    public Func<HttpContext, bool> Filter { get; set; } = _ => true;
}
