using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using static DbPerService.AppHost.CommandExtensions;

namespace DbPerService.AppHost;

internal static class OutageCommand
{
    const int DefaultSeconds = 10;
    const int MaxSeconds = 600;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static IResourceBuilder<IResourceWithEndpoints> WithOutageCommand(
        this IResourceBuilder<IResourceWithEndpoints> server, string owner, RunningSystem system) =>
        server.WithTableCommand(
            "outage",
            "Take away for a while",
            "Stops the server, looks at how each service answers meanwhile, starts it again and waits until every saga has ended.",
            "PlugDisconnected",
            context => ExecuteAsync(server.Resource, owner, system, context),
            Number("seconds", "For how many seconds", DefaultSeconds.ToString(CultureInfo.InvariantCulture)));

    static async Task<ExecuteCommandResult> ExecuteAsync(
        IResource server, string owner, RunningSystem system, ExecuteCommandContext context)
    {
        if (!int.TryParse(context.Argument("seconds", $"{DefaultSeconds}"), out var seconds) || seconds is < 1 or > MaxSeconds)
        {
            return CommandResults.Failure($"seconds must be a number from 1 to {MaxSeconds}.");
        }

        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        var stopped = await commands.ExecuteCommandAsync(server, KnownResourceCommands.StopCommand, context.CancellationToken);
        if (!stopped.Success)
        {
            return CommandResults.Failure($"{server.Name} did not stop: {stopped.Message}");
        }

        var answers = system.Services.ToDictionary(service => service, _ => new Answers());
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds))
            {
                await Task.WhenAll(answers.Select(
                    service => LookAsync(system, service.Key, service.Value, context.CancellationToken)));
                await Task.Delay(Look, context.CancellationToken);
            }
        }
        finally
        {
            await commands.ExecuteCommandAsync(server, KnownResourceCommands.StartCommand, CancellationToken.None);
        }

        var back = TimeProvider.System.GetTimestamp();
        await context.Services.GetRequiredService<ResourceNotificationService>()
            .WaitForResourceHealthyAsync(server.Name, context.CancellationToken).WaitAsync(Patience, context.CancellationToken);
        var healthy = TimeProvider.System.GetElapsedTime(back);
        while (!await DrainedAsync(system, context.CancellationToken))
        {
            if (TimeProvider.System.GetElapsedTime(back) > Patience)
            {
                return CommandResults.Failure($"{server.Name} is back, but sagas have not ended {Patience.TotalSeconds:N0} s later.");
            }

            await Task.Delay(Look, context.CancellationToken);
        }

        var table = new MarkdownTable("Service", "Owns the server", "Reads answered", "Reads refused");
        foreach (var (service, seen) in answers)
        {
            table.Add(service, service == owner ? "yes" : "", seen.Good, seen.Bad);
        }

        var drained = TimeProvider.System.GetElapsedTime(back).TotalSeconds;
        var after = string.Create(CultureInfo.InvariantCulture, $"healthy {healthy.TotalSeconds:N1} s, no saga open {drained:N1} s");
        return Succeed($"{server.Name} was away for {seconds} s. After its start: {after}.", table);
    }

    static async Task LookAsync(RunningSystem system, string service, Answers answers, CancellationToken cancellationToken)
    {
        var path = service switch { "orders" => "/orders?limit=1", "payments" => "/payments?limit=1", _ => "/stock?limit=1" };
        try
        {
            await system.GetAsync(service, path, cancellationToken);
            answers.Good++;
        }
        catch (HttpRequestException)
        {
            answers.Bad++;
        }
    }

    static async Task<bool> DrainedAsync(RunningSystem system, CancellationToken cancellationToken)
    {
        try
        {
            return !await system.HasOpenOrdersAsync(cancellationToken);
        }
        catch (HttpRequestException)
        {
            return false; // Orders itself was the one without a database
        }
    }

    sealed class Answers
    {
        public int Good { get; set; }

        public int Bad { get; set; }
    }
}
