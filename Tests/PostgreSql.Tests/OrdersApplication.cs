using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders;
using DbPerService.Orders.Api;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using DbPerService.Orders.Owners;
using DbPerService.ServiceDefaults;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Orders with its API, without events, on a server of its own.</summary>
public sealed class OrdersApplication : IAsyncLifetime
{
    readonly EnginesFixture _engines = new();
    WebApplication _app = null!;

    public TestService Service { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public LogCapture Log { get; } = new();

    internal OwnersStub Owners { get; } = new();

    internal OrdersOptions Options => Services.GetRequiredService<IOptions<OrdersOptions>>().Value;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _engines.InitializeAsync();
        Service = await _engines.NewDatabaseAsync(typeof(OrderStore).Assembly);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Service.Configure(builder);
        string[] owners = [SystemMap.Users.Name, SystemMap.Products.Name, SystemMap.ReferenceData.Name];
        builder.Configuration.AddInMemoryCollection(owners.Select(owner => KeyValuePair.Create($"services:{owner}:http:0", (string?)"http://owner")));
        builder.Configuration.AddInMemoryCollection([new("Orders:PaymentTokenKey", new string('k', TokenKey.MinSecretLength))]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders().AddProvider(new LogCaptureProvider(Log));
        builder.AddOrders();
        foreach (var client in owners.Concat(owners.Select(OwnerClient.ForLists)))
        {
            builder.Services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(() => Owners);
        }

        Service.AddMessagingOnly(builder);
        builder.AddPostgresMessaging(Service.Name);
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapOrders();
        _app.MapOrderStatus();
        _app.MapGroup("").MapCopies();
        await _app.StartAsync(CancellationToken.None);
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Service.DisposeAsync();
        await _engines.DisposeAsync();
    }

    /// <summary>As if nothing had been configured, ordered or copied.</summary>
    internal async Task ResetAsync()
    {
        Owners.Reset();
        Options.PriceCheck = PriceCheck.Warn;
        Options.UserSource = Options.ProductSource = CopySource.Events;
        await Service.ScalarAsync<int>(
            "DELETE FROM orders; DELETE FROM user_copies; DELETE FROM product_copies; DELETE FROM currency_copies; SELECT 1");
        await Services.GetRequiredService<Currencies>().RefreshAsync(Cancelled);
    }

    /// <summary>Runs one transaction.</summary>
    public async Task InUnitAsync(Func<IServiceProvider, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider);
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(Cancelled);
    }

    internal Task SaveAsync<T>(params T[] copies) => InUnitAsync(services =>
    {
        services.GetRequiredService<ICopyStore<T>>().Save(copies);
        return Task.CompletedTask;
    });

    /// <summary>The header of a caller, as the Gateway would sign it.</summary>
    public string Sign(CallerRole role, string id) => Services.GetRequiredService<CallerSignature>().Sign(new Caller(role, id));
}
