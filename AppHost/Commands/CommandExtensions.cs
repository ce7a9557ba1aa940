using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.AppHost;

static class CommandExtensions
{
    /// <summary>A command that returns a table, or the reason when a service it calls does not respond.</summary>
    public static IResourceBuilder<T> WithTableCommand<T>(
        this IResourceBuilder<T> resource,
        string name,
        string displayName,
        string description,
        string icon,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> execute,
        params InteractionInput[] arguments)
        where T : IResource =>
        resource.WithCommand(
            name,
            displayName,
            async context =>
            {
                try
                {
                    return await execute(context);
                }
                catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
                {
                    return CommandResults.Failure(exception.Message);
                }
            },
            new CommandOptions
            {
                Description = description,
                IconName = icon,
                Arguments = arguments,
                UpdateState = context => context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy
                    ? ResourceCommandState.Enabled
                    : ResourceCommandState.Disabled,
            });

    public static ExecuteCommandResult Succeed(string message, params MarkdownTable[] tables) =>
        CommandResults.Success(message, MarkdownTable.Join(tables), CommandResultFormat.Markdown, displayImmediately: true);

    public static ExecuteCommandResult Fail(string message, params MarkdownTable[] tables) =>
        CommandResults.Failure(message, MarkdownTable.Join(tables), CommandResultFormat.Markdown);

    public static InteractionInput Number(string name, string label, string? value = null) =>
        new() { Name = name, Label = label, InputType = InputType.Number, Value = value, Placeholder = value };

    public static InteractionInput Text(string name, string label, string? value = null) =>
        new() { Name = name, Label = label, InputType = InputType.Text, Value = value, Placeholder = value };

    /// <summary>The argument's value, else its default.</summary>
    public static string? Argument(this ExecuteCommandContext context, string name, string? otherwise = null) =>
        context.Arguments.ContainsName(name) && context.Arguments.GetString(name) is { Length: > 0 } text ? text : otherwise;
}
