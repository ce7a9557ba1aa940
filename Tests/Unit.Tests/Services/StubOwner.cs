using System.Net;
using System.Text;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.Unit.Services;

/// <summary>Another service, as its callers see it.</summary>
sealed class StubOwner(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> respond) : HttpMessageHandler
{
    int _attempts;

    public StubOwner(Func<int, HttpResponseMessage> respond) : this((_, _) => throw new NotSupportedException()) => Respond = respond;

    Func<int, HttpResponseMessage>? Respond { get; }

    public int Attempts => _attempts;

    public static HttpResponseMessage Status(HttpStatusCode status) => new(status);

    public static HttpResponseMessage Json(string body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>A service's clients of this one, under the name users.</summary>
    public ServiceProvider Clients(ResilienceLimits limits)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("services:users:http:0", "http://users")]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddServiceClient("orders", "users").WithResilience(limits).ConfigurePrimaryHttpMessageHandler(() => this);
        return builder.Services.BuildServiceProvider();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempt = Interlocked.Increment(ref _attempts);
        return Respond is null ? respond(request, cancellationToken) : Task.FromResult(Respond(attempt));
    }
}
