import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentCommands } from './support/agents.ts';
import { onAzurePipelines } from './support/hosts.ts';
import { startServices } from './support/services.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: as an agent leaves a variable that it does not know.
const places = ['/nowhere/at/all', '$(Agent.TempDirectory)', '/dev/null', '/proc', '${{ variables.temp }}'];

for (const place of places)
  test(`the agent's temporary folder ${place}: told, and the sync and its summary are done all the same`, async (t) => {
    const { inputs } = await startServices(t);
    const finished = await onAzurePipelines({ inputs, environment: { AGENT_TEMPDIRECTORY: place } });
    const warnings = agentCommands(finished.stdout).filter(
      ({ name, properties }) => name === 'task.logissue' && properties.type === 'warning',
    );
    assert.ok(
      warnings.some(
        ({ data }) =>
          data.includes('AGENT_TEMPDIRECTORY') && data.includes(place) && /takes its place/.test(data),
      ),
      finished.stdout,
    );
    assert.equal(finished.code, 0, finished.stdout);
    assert.equal(finished.report?.totals.created, 623);
    assert.match(finished.stdout, /^##vso\[task\.complete result=Succeeded/m);
  });
