using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using static DbPerService.AppHost.CommandExtensions;

namespace DbPerService.AppHost;

static class OutageCommand
{
    const int DefaultSeconds = 10;
    const int MaxSeconds = 600;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static IResourceBuilder<IResourceWithEndpoints> WithOutageCommand(
        this IResourceBuilder<IResourceWithEndpoints> server, string owner, RunningSystem system) =>
        server.WithTableCommand(
            "outage",
            "Simulate an outage",
            "Stops the server, asks each service for its health meanwhile, starts it again and waits until every saga is finished.",
            "PlugDisconnected",
            context => ExecuteAsync(server.Resource, owner, system, context),
            Number("seconds", "Duration in seconds", DefaultSeconds.ToString(CultureInfo.InvariantCulture)));

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
                return CommandResults.Failure($"{server.Name} is back, but sagas are unfinished after {Patience.TotalSeconds:N0} s.");
            }

            await Task.Delay(Look, context.CancellationToken);
        }

        var table = new MarkdownTable("Service", "Owns the server", "Healthy", "Not healthy");
        foreach (var (service, seen) in answers)
        {
            table.Add(service, service == owner ? "yes" : "", seen.Good, seen.Bad);
        }

        var drained = TimeProvider.System.GetElapsedTime(back).TotalSeconds;
        var after = string.Create(
            CultureInfo.InvariantCulture,
            $"healthy after {healthy.TotalSeconds:N1} s, all sagas finished after {drained:N1} s");
        return Succeed($"{server.Name} was unavailable for {seconds} s. After its restart: {after}.", table);
    }

    static async Task LookAsync(RunningSystem system, string service, Answers answers, CancellationToken cancellationToken)
    {
        try
        {
            await system.GetAsync(service, "/health", cancellationToken);
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
            return false; // Orders itself had no database
        }
    }

    sealed class Answers
    {
        public int Good { get; set; }

        public int Bad { get; set; }
    }
}
