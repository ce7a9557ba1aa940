using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The endpoints of a service on a port of their own, with the test's database and broker.</summary>
sealed class TestApplication : IAsyncDisposable
{
    readonly WebApplication _app;

    TestApplication(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="service">The database, and the name of its connection strings.</param>
    /// <param name="add">Adds the database and what the endpoints need.</param>
    /// <param name="map">Maps the endpoints.</param>
    public static async Task<TestApplication> StartAsync(TestService service, Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder();
        service.Configure(builder);
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddServiceDefaults();
        builder.AddMessaging(service.Publisher);
        builder.Logging.AddProvider(new LogCaptureProvider(service.Log));
        add(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestApplication(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
